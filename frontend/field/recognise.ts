// A first look at what was heard, so that she can mend it before it leaves her
// hand. The rule itself is the server's.
const patterns = [
  /\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Z]\b/i, // a Finnish personal identity code
  /[^\s@]+@[^\s@]+\.[^\s@]+/, // an e-mail address
  /(?:\+358|\b0)[ -]?\d(?:[ -]?\d){5,}/, // a Finnish telephone number
];

export const recognisable = (text: string) => patterns.some((pattern) => pattern.test(text));
