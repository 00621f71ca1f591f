import type { EstimateSum } from '../core/spending/money';
import type { ImageFormat } from '../shared/imageFormat';
import type { Provider } from '../core/model/provider';

/** What Easel asks before it goes on. Whoever shows it finds the words. */
export type Question =
  /** The price is above what the user wants to be asked about. */
  | { readonly kind: 'price'; readonly sum: EstimateSum }
  | { readonly kind: 'unknownPrice'; readonly models: readonly string[] }
  | {
      readonly kind: 'calls';
      readonly calls: number;
      readonly prompts: readonly string[];
      readonly sum: EstimateSum;
    }
  /** Images that lie outside the workspace, or links that lead there. */
  | { readonly kind: 'outside'; readonly images: readonly OutsideImage[] }
  /** The key would travel unencrypted to a private address. */
  | { readonly kind: 'plainHttp'; readonly provider: Provider; readonly origin: string }
  /** Images of paid work would be deleted, or no more than previews of them. */
  | { readonly kind: 'deletePending'; readonly isPreview: boolean }
  /** The key was entered for another address. */
  | {
      readonly kind: 'otherOrigin';
      readonly provider: Provider;
      readonly from: string;
      readonly to: string;
    };

export interface OutsideImage {
  /** Where a link of the workspace stands, for the user. */
  readonly link?: string;
  /** Path or URI of the image itself. */
  readonly target: string;
}

/** What Easel says by the way. */
export type Notice =
  /** For the first time images of this workspace go to this host. */
  | { readonly kind: 'filesSent'; readonly files: readonly string[]; readonly host: string }
  | { readonly kind: 'noKey'; readonly provider: string; readonly model: string }
  /** Images of an earlier run that are saved by now. */
  | { readonly kind: 'resumed'; readonly images: readonly string[] };

export interface StyleText {
  /** Path in the workspace. */
  readonly name: string;
  readonly text: string;
}

/** Where an image would go by itself, without its ending. */
export interface SaveOffer {
  /** URI. */
  readonly folder: string;
  readonly stem: string;
  readonly format: ImageFormat;
}
