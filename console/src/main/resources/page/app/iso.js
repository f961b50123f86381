/** Milliseconds of an ISO 8601 duration such as `PT1H30M`. @param {string | undefined} text */
export function isoMillis(text) {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text ?? '');
  if (!found) return null;
  return (Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0)) * 1000;
}
