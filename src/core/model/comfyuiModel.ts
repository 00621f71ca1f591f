import { EaselError } from './errors';
import type { WorkflowFault } from '../../shared/requestProblem';

/** Where a workflow takes a value: the id of a node and the name of its input. */
export interface WorkflowInput {
  readonly node: string;
  readonly input: string;
}

/** Which inputs of a workflow Easel fills. What is left out is found by what the nodes are. */
export interface WorkflowInputs {
  /** All of them get the prompt. */
  readonly prompt?: readonly WorkflowInput[];
  /** One for each reference, in order. */
  readonly references?: readonly WorkflowInput[];
  readonly width?: readonly WorkflowInput[];
  readonly height?: readonly WorkflowInput[];
  readonly seed?: readonly WorkflowInput[];
  /** All of them get what the image must not show. */
  readonly negativePrompt?: readonly WorkflowInput[];
  readonly checkpoint?: readonly WorkflowInput[];
}

export function workflowError(file: string, fault: WorkflowFault, about = ''): EaselError {
  return new EaselError('invalidRequest', { problem: { problem: 'workflow', file, fault, about } });
}

/** The node that loads a checkpoint in ComfyUI's own workflows, whose description lists them all. */
export const checkpointLoader = 'CheckpointLoaderSimple';

/**
 * What the id of a ComfyUI model stands for: the path of a workflow, and perhaps a checkpoint to draw with instead of the
 * workflow's own, as in `.easel/comfyui.json#v1-5.safetensors`.
 */
export function workflowOf(modelId: string): { readonly file: string; readonly checkpoint?: string } {
  const end = modelId.search(/\.json#./iu) + '.json'.length;
  const isSplit = end > '.json'.length;
  return isSplit ? { file: modelId.slice(0, end), checkpoint: modelId.slice(end + 1) } : { file: modelId };
}
