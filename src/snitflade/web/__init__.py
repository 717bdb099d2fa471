"""The operators' site: pages, sign-in and roles. docs/side.md says how a page is written."""
