/**
 * Says what is being done and how long it took; while it takes long, says every ten seconds that it goes on.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
  console.log(`• ${title} …`);
  const timer = setInterval(() => console.log(`  … ${title}: ${seconds()} s`), 10_000);
  try {
    const result = await work();
    console.log(`  ✓ ${title}: ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
