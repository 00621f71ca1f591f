import type { Provider } from '../../model/provider';

/** Who gave an answer, and to what kind of request. */
export interface AnswerSource {
  readonly provider: Provider;
  readonly method: 'GET' | 'POST';
}
