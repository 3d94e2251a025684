/** The page in web/NAME, bundled by pages.mjs. */
declare module 'page:*' {
  export const page: {
    /** The contents of the `<script>` element. */
    readonly script: string;
    /** `sha256-...`, for the script-src of a Content-Security-Policy. */
    readonly scriptHash: string;
    /** The contents of the `<style>` element. */
    readonly style: string;
    /** `sha256-...`, for the style-src of a Content-Security-Policy. */
    readonly styleHash: string;
    /** HTML for the body, before the script; empty if the page has no markup.ts. */
    readonly markup: string;
  };
}
