const END_OF_HEADER = '\r\n\r\n';

/** Answers such as 100 Continue and 103 Early Hints, which another answer follows (RFC 9110, section 15.2). */
const INTERIM = /^HTTP\/1\.\d 1\d\d/;

/** Node refuses a header that is longer than this. */
const LONGEST_HEADER = 64 * 1024;

/** Finds the first byte of a body in the bytes of an HTTP/1.1 answer. */
export class BodyStart {
  #header = '';

  /** Whether these bytes, the next of the answer, have some of its body. */
  reachedBy(bytes: Buffer): boolean {
    if (this.#header.length > LONGEST_HEADER) return false;
    this.#header += bytes.toString('latin1');
    let end = this.#header.indexOf(END_OF_HEADER);
    while (end >= 0 && INTERIM.test(this.#header)) {
      this.#header = this.#header.slice(end + END_OF_HEADER.length);
      end = this.#header.indexOf(END_OF_HEADER);
    }
    return end >= 0 && this.#header.length > end + END_OF_HEADER.length;
  }
}
