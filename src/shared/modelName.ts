/** Provider and model, since two providers may have a model of the same name. */
export function modelName(provider: string, model: string): string {
  return provider === model ? model : `${provider} · ${model}`;
}
