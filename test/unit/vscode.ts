/** As much of VS Code as the words need: its placeholders are filled in, and nothing is translated. */
export const l10n = {
  t: (message: string, ...values: readonly (string | number | boolean)[]): string =>
    message.replaceAll(/\{(\d+)\}/gu, (whole, index: string) => String(values[Number(index)] ?? whole)),
};

export const InputBoxValidationSeverity = { Info: 1, Warning: 2, Error: 3 } as const;

export const env: { readonly remoteName: string | undefined } = { remoteName: undefined };

export class CancellationError extends Error {
  override readonly name = 'Canceled';
}
