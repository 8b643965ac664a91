// Text between JavaScript and C++: out of its memory, and into its inbox (inbox.hpp).
const decoder = new TextDecoder();
const encoder = new TextEncoder();

const text = (at, size) => (size === 0 ? '' : decoder.decode(HEAPU8.subarray(at, at + size)));

// Leaves `string` in the inbox and answers its length in bytes.
const put = (string) => {
  const room = string.length * 3;
  const at = _quern_inbox(room);
  return encoder.encodeInto(string, HEAPU8.subarray(at, at + room)).written;
};
