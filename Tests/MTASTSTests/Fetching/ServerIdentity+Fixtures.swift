/// Certificates of forms that are not made anywhere else, for these tests only, with their keys.
extension ServerIdentity {
    /// For `*.example.test`.
    static let wildcard = ServerIdentity(
        certificatePEM: """
            -----BEGIN CERTIFICATE-----
            MIIBbjCCARSgAwIBAgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDAR3aWxkMCAX
            DTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAPMQ0wCwYDVQQDDAR3aWxk
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO1skBoauFFcAfdWyk9Yij/sRfLuA
            6jcKlIeD69bZIq8vMhlmV4eRZds6cYxzHk7tigSLcCIFLRR6okQRgDGkH6NfMF0w
            GQYDVR0RBBIwEIIOKi5leGFtcGxlLnRlc3QwDAYDVR0TAQH/BAIwADATBgNVHSUE
            DDAKBggrBgEFBQcDATAdBgNVHQ4EFgQUeOwx10FSqmCKILCrAAPcHGKSxAYwCgYI
            KoZIzj0EAwIDSAAwRQIgEYe64Vl2GJLyF49JnaxUhjXQOokHh+gQMx7jCpaocQwC
            IQDKfa5t6SBDOyEeCugRoMS0j33rpWfkPPBQ+UnNkio9Zg==
            -----END CERTIFICATE-----

            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDGgXZbLEooEP69Zm
            GPQDuwwlSP/ZlBX2aaMRaifC+A+hRANCAAQ7WyQGhq4UVwB91bKT1iKP+xF8u4Dq
            NwqUh4Pr1tkiry8yGWZXh5Fl2zpxjHMeTu2KBItwIgUtFHqiRBGAMaQf
            -----END PRIVATE KEY-----

            """)

    /// For no subject alternative name, with `mta-sts.example.test` as its common name.
    static let commonName = ServerIdentity(
        certificatePEM: """
            -----BEGIN CERTIFICATE-----
            MIIBcjCCARmgAwIBAgIBAjAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRtdGEtc3Rz
            LmV4YW1wbGUudGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow
            HzEdMBsGA1UEAwwUbXRhLXN0cy5leGFtcGxlLnRlc3QwWTATBgcqhkjOPQIBBggq
            hkjOPQMBBwNCAAQ0tnSCPHSnHO7BlygEXekir816wXEyVEwMVSd1V+EpyT71qY9b
            aif+WYDSS9Zc6wcMLIU9LlZ2phwnrJkOV2MHo0QwQjAMBgNVHRMBAf8EAjAAMBMG
            A1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBTI0EoytaLBFRDsOa8aRfbTzl3Z
            yTAKBggqhkjOPQQDAgNHADBEAiAxdUh4u4G4MR8/DBhswBJqpBtU32C5LisxNEZu
            doyPIgIgP4W2OpfYPMaEo7NlNPyaciiA8GI0rXNG2gQBsmPxAg8=
            -----END CERTIFICATE-----

            """,
        privateKeyPEM: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGI0i7sPy6pUIMHla
            3+iXfzGFM4quvxzBpDDce7Np6YuhRANCAAQ0tnSCPHSnHO7BlygEXekir816wXEy
            VEwMVSd1V+EpyT71qY9baif+WYDSS9Zc6wcMLIU9LlZ2phwnrJkOV2MH
            -----END PRIVATE KEY-----

            """)
}
