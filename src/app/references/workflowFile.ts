import { workflowError } from '../../core/model/comfyuiModel';
import { isUnsafeSegment } from '../../core/util/pathSegment';
import { readBoundedFile } from '../project/boundedFile';
import type { Files } from '../ports';

/** Workflows of some hundred nodes have about a tenth of it. */
const mostBytes = 2 * 1024 * 1024;

/**
 * The text of a ComfyUI workflow, of the first workspace folder that has it. Nothing of a folder that nobody trusts is
 * read: its workflow would run on the user's own server.
 * @param file path in the workspace folder
 * @throws EaselError `invalidRequest` where it must not or cannot be read.
 */
export async function readWorkflow(files: Files, file: string): Promise<string> {
  if (!files.isTrusted()) {
    throw workflowError(file, 'restricted');
  }
  const parts = file.split(/[\\/]/u);
  if (parts.some((part) => part === '' || part.includes(':') || isUnsafeSegment(part))) {
    throw workflowError(file, 'outside');
  }
  for (const { uri: folder } of files.workspaceFolders()) {
    const found = await readBoundedFile(files, { folder, name: parts.join('/'), mostBytes });
    if (typeof found === 'string') {
      throw workflowError(file, found);
    }
    if (found) {
      return new TextDecoder().decode(found);
    }
  }
  throw workflowError(file, 'missing');
}
