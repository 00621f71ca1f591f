/** What the user can do about a job that did not bring its images. */
export const jobActionIds = [
  'setKey',
  'openSettings',
  'showLog',
  'tryAgain',
  /** Fills the form with what the job was asked for. */
  'editAgain',
  'selectModel',
  /** Asks once more for a task that goes on at the provider. */
  'checkAgain',
  /** Sends a request again of which nobody knows whether it arrived, so that it may be billed twice. */
  'generateAgain',
  /** Saves an image elsewhere that could not be saved in the project. */
  'saveAs',
  /** Shows the settings that limit what is spent. */
  'openLimits',
  'openAllowedProviders',
  'openRequireHttps',
  /** Opens the settings as JSON at the rows of the providers. */
  'editProviders',
] as const;

export type JobActionId = (typeof jobActionIds)[number];

export interface JobAction {
  readonly id: JobActionId;
  readonly label: string;
}
