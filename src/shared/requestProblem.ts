import type { Dimensions } from './imageFormat';
import type { ExtraOption, RequestOption } from './options';
import type { RowProblem } from './rowProblem';

/** Why a mask was refused before anything was sent or paid. */
export type MaskProblem =
  | { readonly problem: 'maskNotTaken' }
  | { readonly problem: 'maskWithoutReference' }
  /** No PNG with transparency that can be read. */
  | { readonly problem: 'maskFormat' }
  | { readonly problem: 'maskBytes'; readonly byteLength: number; readonly limit: number }
  | {
      readonly problem: 'maskPixels';
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly reference: Dimensions;
    }
  /** Its metadata turns the first reference, which not every program heeds: nobody knows what the mask would lie on. */
  | { readonly problem: 'maskOnTurned'; readonly file: string }
  /** Easel does not have it any more. */
  | { readonly problem: 'maskGone' };

/** Why a workflow cannot be used. The last seven name the node or the input that is meant. */
export type WorkflowFault =
  | 'restricted'
  | 'outside'
  | 'missing'
  | 'notRegular'
  | 'tooLarge'
  | 'notJson'
  | 'notApiFormat'
  | 'noInput'
  | 'noPrompt'
  | 'noSize'
  | 'noSeed'
  | 'noNegativePrompt'
  | 'noCheckpoint'
  | 'tooFewReferences';

/** Why a request was refused before anything was sent or paid. */
export type RequestProblem =
  | { readonly problem: 'emptyPrompt' }
  | { readonly problem: 'promptTooLong'; readonly length: number; readonly limit: number }
  | { readonly problem: 'tooManyReferences'; readonly count: number; readonly limit: number }
  | {
      readonly problem: 'referenceFormat';
      readonly file: string;
      readonly format: string;
      readonly accepted: readonly string[];
    }
  | {
      readonly problem: 'referencePixels';
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly limit: number;
    }
  | {
      readonly problem: 'referenceBytes';
      readonly file: string;
      readonly byteLength: number;
      readonly limit: number;
    }
  /** The panel can make of it what the model takes, and has not yet. */
  | { readonly problem: 'referenceNotConverted'; readonly file: string }
  | { readonly problem: 'styleReference'; readonly file: string }
  | MaskProblem
  | {
      readonly problem: 'optionNotOffered';
      readonly option: RequestOption | ExtraOption;
      readonly value: string;
      readonly offered: readonly string[];
    }
  /** In the provider's spelling: a file of this format has no transparency. */
  | { readonly problem: 'transparentFormat'; readonly format: string }
  | { readonly problem: 'seedNotTaken'; readonly seed: number }
  | { readonly problem: 'seedOutOfRange'; readonly seed: number; readonly limit: number }
  | { readonly problem: 'negativePromptNotTaken' }
  | { readonly problem: 'tooManyImages'; readonly count: number; readonly limit: number }
  /** Of one click, on all models and for all variations. */
  | { readonly problem: 'tooManyCalls'; readonly limit: number }
  /** In bytes, as the request would be sent. */
  | { readonly problem: 'requestTooLarge'; readonly byteLength: number; readonly limit: number }
  /** The server's own list does not have it. */
  | { readonly problem: 'unknownModel'; readonly model: string; readonly offered: readonly string[] }
  /** A ComfyUI workflow; `about` names what of it is meant. */
  | {
      readonly problem: 'workflow';
      readonly file: string;
      readonly fault: WorkflowFault;
      readonly about: string;
    }
  /** The month would come to more than the user allows. */
  | {
      readonly problem: 'overLimit';
      readonly currency: string;
      readonly spent: number;
      readonly estimate: number;
      readonly limit: number;
    }
  | { readonly problem: 'insecureAddress'; readonly url: string }
  /** The setting `easel.requireHttps` keeps us from it. */
  | { readonly problem: 'unencrypted'; readonly host: string }
  /** The setting `easel.allowedProviders` names neither its ID nor its host. */
  | { readonly problem: 'providerNotAllowed'; readonly id: string; readonly host: string }
  /** At the host a cloud keeps the credentials of its machines. */
  | { readonly problem: 'metadataAddress'; readonly host: string }
  /** The row of the setting that describes the provider cannot be read. */
  | { readonly problem: 'brokenSetting'; readonly row: RowProblem }
  /** The setting `easel.providers` is no list. */
  | { readonly problem: 'noList' };
