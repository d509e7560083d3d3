import MailCryptography
import SMTPTransport

/// Certificates that tests' servers show.
enum TestIdentities {
    static func certificate(_ hostName: String) throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(hostName: hostName, at: 1_800_000_000 - 86_400 * 365)
    }

    static func identity(_ hostName: String) throws -> SMTPServerTLS.Identity {
        let certificate = try certificate(hostName)
        return try SMTPServerTLS.Identity(
            certificateChainPEM: Array(certificate.certificatePEM.utf8),
            privateKeyPEM: Array(certificate.privateKeyPEM.utf8))
    }

    /// For `*.wild.example.test`; made for these tests and used nowhere else.
    static func wildcard() throws -> SMTPServerTLS.Identity {
        try SMTPServerTLS.Identity(
            certificateChainPEM: Array(wildcardCertificate.utf8), privateKeyPEM: Array(wildcardKey.utf8))
    }

    private static let wildcardCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBqTCCAU+gAwIBAgIUArlYf4jplyOXWIsTEK5i3R/c4xowCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEd2lsZDAgFw0yNjExMjYyMDM4MjdaGA8yMTI2MTEwMjIwMzgy
        N1owDzENMAsGA1UEAwwEd2lsZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHFz
        jA1EzMuqekgfP3USl9hd2BYlbPdvdElNIGhnfkDZ39ykvBBZhtn9Jgk64+5WjMhL
        cvI+phzXPfzM3ZwzNgWjgYYwgYMwHQYDVR0OBBYEFP1GDGjut5svzUxLol7mJ5qU
        NS2iMB8GA1UdIwQYMBaAFP1GDGjut5svzUxLol7mJ5qUNS2iMB4GA1UdEQQXMBWC
        Eyoud2lsZC5leGFtcGxlLnRlc3QwDAYDVR0TAQH/BAIwADATBgNVHSUEDDAKBggr
        BgEFBQcDATAKBggqhkjOPQQDAgNIADBFAiEApKKQeUqHUx9osoL7Rm8ObwGlI05N
        rTqaEf0PuJWResoCIBpPW/qOBikUOiAl1g36rHNkJTVbbh6BtT9gN/oRrBLy
        -----END CERTIFICATE-----

        """

    private static let wildcardKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgToLjF3GSYISyj55a
        YSuAkBWXzUhj10+y33nShBAJJX2hRANCAARxc4wNRMzLqnpIHz91EpfYXdgWJWz3
        b3RJTSBoZ35A2d/cpLwQWYbZ/SYJOuPuVozIS3LyPqYc1z38zN2cMzYF
        -----END PRIVATE KEY-----

        """
}
