import type { Provider } from '../provider';

/** Who gave an answer, and to what kind of request. */
export interface AnswerSource {
  readonly provider: Provider;
  readonly method: 'GET' | 'POST';
}
