import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  experimental: {
    // Folders of own files are looked through before an album is made, which may take longer than Next's half a minute.
    proxyTimeout: 300_000,
  },
};

export default config;
