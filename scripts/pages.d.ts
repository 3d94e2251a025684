/** Built by pages.mjs from web/NAME/index.ts and web/NAME/style.css. */
declare module 'page:*' {
  export const page: {
    /** For a `<script>`, as it is. */
    readonly script: string;
    /** `sha256-...`, for script-src. */
    readonly scriptHash: string;
    /** For a `<style>`, as it is. */
    readonly style: string;
    /** `sha256-...`, for style-src. */
    readonly styleHash: string;
    /** For the body, before the script; empty if the page has no markup.ts. */
    readonly markup: string;
  };
}
