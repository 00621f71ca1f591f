import * as vscode from 'vscode';

const googleHost = 'generativelanguage.googleapis.com';

/** What is worth knowing about a key while it is typed, and where it was refused. */
export function keyNote(key: string, baseUrl: string): vscode.InputBoxValidationMessage | undefined {
  const isGoogle = URL.canParse(baseUrl) && new URL(baseUrl).hostname === googleHost;
  // https://ai.google.dev/gemini-api/docs/api-key, on 30 November 2026.
  return isGoogle && key.startsWith('AIza')
    ? {
        message: vscode.l10n.t(
          'Google no longer accepts keys that begin with AIza. Create one in Google AI Studio; it begins with “AQ.”.',
        ),
        severity: vscode.InputBoxValidationSeverity.Warning,
      }
    : undefined;
}
