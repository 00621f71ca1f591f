import { t } from '@vscode/l10n';
import type { ReferenceView } from '../../protocol/views';
import { referenceName, type PageState } from '../model/state';
import { announce } from '../model/announce';
import { withForm, withReferences } from './form';

/** As many as a message to the host may carry. */
const mostReferences = 64;

export function addReferences(state: PageState, references: readonly ReferenceView[]): PageState {
  const present = new Set(state.form.references.map(({ uri }) => uri));
  const added = references
    .filter(
      ({ uri }, index) => !present.has(uri) && references.findIndex((other) => other.uri === uri) === index,
    )
    .slice(0, mostReferences - present.size);
  const next = {
    ...withForm(state, {
      references: [...state.form.references, ...added.map(({ uri }) => ({ uri, use: 'asset' as const }))],
    }),
    knownReferences: withReferences(state.knownReferences, references),
  };
  const first = added[0];
  if (!first) {
    return next;
  }
  return added.length === 1
    ? announce(next, t('Added reference {0}', first.name))
    : announce(next, t('Added {0} references', added.length));
}

export function removeReference(state: PageState, uri: string): PageState {
  const references = state.form.references.filter((reference) => reference.uri !== uri);
  return announce(withForm(state, { references }), t('Removed reference {0}', referenceName(state, uri)));
}

export function moveReference(state: PageState, uri: string, to: number): PageState {
  const references = [...state.form.references];
  const from = references.findIndex((reference) => reference.uri === uri);
  const target = Math.min(Math.max(to, 0), references.length - 1);
  if (from < 0 || from === target) {
    return state;
  }
  references.splice(target, 0, ...references.splice(from, 1));
  return announce(
    withForm(state, { references }),
    t('Moved {0} to position {1} of {2}', referenceName(state, uri), target + 1, references.length),
  );
}

export function toggleReferenceUse(state: PageState, uri: string): PageState {
  const references = state.form.references.map((reference) =>
    reference.uri === uri
      ? { ...reference, use: reference.use === 'style' ? ('asset' as const) : ('style' as const) }
      : reference,
  );
  return withForm(state, { references });
}
