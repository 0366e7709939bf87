// Text of any origin as a part of an XML 1.0 document: what has a meaning in XML is escaped, and what no
// document may contain, not even escaped, becomes U+FFFD.

/** Fit for an attribute in double quotes and for the text between tags; line breaks stay. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
