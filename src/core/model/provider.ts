import type { Capabilities } from '../../shared/capabilities';
import type { WorkflowInputs } from './comfyuiModel';
import type { ModelPrice } from './price';
import type { ModelTask, TaskFormat } from './taskFormat';

/** The wire formats that Easel speaks. Each is one file in `apis/`. */
export const apiIds = [
  'placeholder',
  'imini',
  'gemini',
  'openai-chat',
  'openai-images',
  'openrouter-images',
  'automatic1111',
  'comfyui',
  'tasks',
] as const;

export type ApiId = (typeof apiIds)[number];

export interface Model {
  /** As the provider spells it; it goes over the wire unchanged. */
  readonly id: string;
  readonly label: string;
  /** Where it differs from the provider's. */
  readonly api?: ApiId;
  readonly capabilities: Capabilities;
  /** ComfyUI, where the id is a workflow's path: the inputs that its nodes do not suggest by themselves. */
  readonly workflow?: WorkflowInputs;
  /** Generic tasks: where this model differs from the provider's format. */
  readonly task?: ModelTask;
  /** Its id or what it can do is inferred, not documented, and nobody has tried it. */
  readonly untested?: boolean;
  /** Where a row of the settings says it; the table in `core/spending/prices.ts` knows those of others. */
  readonly price?: ModelPrice;
}

/**
 * How a provider wants its key: as `Authorization: Bearer`; in a header of its own, behind a prefix such as `Key `
 * where it has one; as HTTP Basic, where the key is `user:password`; or not at all.
 */
export type Auth =
  | { readonly kind: 'bearer' | 'basic' | 'none' }
  | { readonly kind: 'header'; readonly header: string; readonly prefix?: string };

/** A service with a base URL and a key: a row of the table in `core/providers/table.ts`. */
export interface Provider {
  readonly id: string;
  readonly label: string;
  /** Without a trailing slash. Its origin is the only one that ever gets the key. */
  readonly baseUrl: string;
  readonly api: ApiId;
  /** `bearer` where nothing is said. */
  readonly auth?: Auth;
  /** Sent with every request to its own origin, and to no host that results come from. Never a secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address of every request, as some gateways want their version named. Never a secret. */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * Hosts that results may come from though they are within this network or speak http, as of a gateway of the
   * company: names or addresses, with `:port` where it is not the scheme's usual one. They never get the key.
   */
  readonly resultHosts?: readonly string[];
  /** In bytes: a longer request, references and all, is refused before anything is sent. */
  readonly maxRequestBytes?: number;
  /**
   * Asks for an event stream, whose headers come while the image is still being made: `streamGenerateContent` in
   * Gemini's format, `stream` in OpenAI's images format.
   */
  readonly streaming?: boolean;
  /** Gemini's format: the name of an inline image in a request; by default Google's own. */
  readonly inlineDataName?: 'inlineData' | 'inline_data';
  /**
   * Images format: the field of a form that each reference is a file of; by default `image[]`. With `image+images` only
   * the first is a file, `image`, and the others are base64 in `images`.
   */
  readonly referenceFields?: string;
  /**
   * Images format: by default OpenAI's fields. xAI's are `aspect_ratio` and `resolution`, and references stand in the
   * JSON, not in a form.
   */
  readonly imageFields?: 'xai';
  /** Images format: the field of a form that the mask goes in; by default `mask`. */
  readonly maskField?: string;
  /**
   * Images format: asks for the image itself instead of its address, which some servers give by default. OpenAI's own
   * models refuse to be asked.
   */
  readonly responseFormat?: 'b64_json';
  /** Images format: where the seed goes; by default in the field `seed`. The prompt then begins with a tag of sd-server. */
  readonly seedPlace?: 'prompt';
  /** Images format: each further image of a call is drawn with the seed that follows the one before. */
  readonly countsSeedsUp?: boolean;
  /** Chat format: where ratio and size stand; by default in `image_config`, beside `modalities`. */
  readonly chatOptions?: 'image_config' | 'extra_body';
  /** Generic tasks: the wire format; by default `commonTaskFormat`. */
  readonly task?: TaskFormat;
  /**
   * Further origins of the same service, which its answers send tasks to: they get the key as well. Never from settings,
   * and only with the built-in base URL.
   */
  readonly keyOrigins?: readonly string[];
  readonly needsKey: boolean;
  /** Page where the user gets a key. */
  readonly keyUrl?: string;
  readonly models: readonly [Model, ...Model[]];
  /** Most jobs that it is sent at once, where that is fewer than the user allows. */
  readonly parallelJobs?: number;
  /** Capabilities of a model id that is not in the table: permissive, values go as they are. */
  readonly unknownModel: Capabilities;
}

/** A model as a provider's own list has it. */
export interface ListedModel {
  readonly id: string;
  readonly label?: string;
  /** The day on which it is shut down, such as `2026-10-23`. */
  readonly endsOn?: string;
}
