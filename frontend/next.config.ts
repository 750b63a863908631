import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  experimental: {
    // Own tracks and clips are uploaded through proxy.ts, which keeps a copy of a body up to this size.
    proxyClientMaxBodySize: "2gb",
  },
};

export default config;
