/// Self-signed certificates, made for these tests and used nowhere else.
enum CertificateSamples {
    /// RSA with SHA-256 for mail.example.test.
    static let rsaSHA256 = """
        -----BEGIN CERTIFICATE-----
        MIICBTCCAW6gAwIBAgIBATANBgkqhkiG9w0BAQsFADAPMQ0wCwYDVQQKDARUZXN0
        MB4XDTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVz
        dDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEA0K17W/W5yYOwzu3skHQFGk/P
        EX0VUE4XtM+0LP7T0HpNpVgPoavgVbtWkmW4jvko8HBBJXGyNRYeVchbzvspQmHo
        UX6lx8BIFGZAt6WlHtYxUpd5pxJKc64kpH0gSXI1gM5A5hq70bsRHb+3l8kbMD1f
        niabe6m3NOeHw71HQQMCAwEAAaNxMG8wHQYDVR0OBBYEFAqn4yB/CjBP3Dk4hWqY
        G9LIhAmeMB8GA1UdIwQYMBaAFAqn4yB/CjBP3Dk4hWqYG9LIhAmeMA8GA1UdEwEB
        /wQFMAMBAf8wHAYDVR0RBBUwE4IRbWFpbC5leGFtcGxlLnRlc3QwDQYJKoZIhvcN
        AQELBQADgYEAU73L3rqCXlQQ6u4nZgMFQQsPJm7amF4+6Z7IAFlQkSCVwszNxu9F
        RiwuO1BXMFieMXS2an7StnAme3CU42HfUlpL5DXRiBmHr2UCweB6utBDcGe/NhJ1
        YbOR8Uo+7DSceRwFE5F+y1B4cnXDCV3fJRlhe+JeFisw5RvZoZXnp8M=
        -----END CERTIFICATE-----

        """

    /// RSA with SHA-384 for several names, one in capitals, one with a wildcard, one that is an address.
    static let severalNames = """
        -----BEGIN CERTIFICATE-----
        MIICTTCCAbagAwIBAgIBATANBgkqhkiG9w0BAQwFADAPMQ0wCwYDVQQKDARUZXN0
        MB4XDTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVz
        dDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAmrfcvvDNKWJDZa+S9wewdEIp
        MF6m/jGtS6wSUkXu2Y08F5LdgKet/o8AZYjPEjsPj46td1VW8HOwixRehylWISYq
        I/1tamMLPpuZzeWevjh5gdlsKGTGEABtTaP/ScVG2970Pno+SM1HNhRrr0ovI13e
        4Y7upO5biNxF0hHb5UcCAwEAAaOBuDCBtTAdBgNVHQ4EFgQUra6BALH/JiwPU4Hb
        PdaCYi4g9mgwHwYDVR0jBBgwFoAUra6BALH/JiwPU4HbPdaCYi4g9mgwDwYDVR0T
        AQH/BAUwAwEB/zBiBgNVHREEWzBZgg9NWC5FeGFtcGxlLlRFU1SCDiouZXhhbXBs
        ZS50ZXN0ghV4bi0tbWxsZXIta3ZhLmV4YW1wbGWHBMAAAgGBDmFAZXhhbXBsZS50
        ZXN0ggkxOTIuMC4yLjcwDQYJKoZIhvcNAQEMBQADgYEAYZThmmkTv/of0IWJ23vC
        q6H9FCqMSr6+ZpkzAzPktcSS2+ouWbsTr9d2XHUzFbQ9vQnlEyCI6UW/LrMfY2cH
        JIn+eInSuljfQjLg3rbFb/tptW7nou+o6C4Wy2cFnvy/+WhisTxY/GYJalb5kmJD
        KRpgxO1l8EXD0V6gB+rrbkA=
        -----END CERTIFICATE-----

        """

    /// ECDSA with SHA-512 for mx1.example.test and mx2.example.test, from 1795724400 to 2111084400.
    static let ecdsaSHA512 = """
        -----BEGIN CERTIFICATE-----
        MIIBkDCCATegAwIBAgIBATAKBggqhkjOPQQDBDAPMQ0wCwYDVQQKDARUZXN0MB4X
        DTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVzdDBZ
        MBMGByqGSM49AgEGCCqGSM49AwEHA0IABG1odr+jGeFGW9G+eb3YgeNl1pSDV1a4
        jizHfVrRjDfkd2Daw2VH0YNdBMYGnCzcLiipmLLmCNAxcmnP8hSq116jgYMwgYAw
        HQYDVR0OBBYEFLsCoH1bDgswWxyh0Fuuf/LlqJbUMB8GA1UdIwQYMBaAFLsCoH1b
        DgswWxyh0Fuuf/LlqJbUMA8GA1UdEwEB/wQFMAMBAf8wLQYDVR0RBCYwJIIQbXgx
        LmV4YW1wbGUudGVzdIIQbXgyLmV4YW1wbGUudGVzdDAKBggqhkjOPQQDBANHADBE
        AiBAAqi0rS9ddNmrPg3Nbyq5x9lt5n2PoA2Vjg2PxLV6XwIgV08frUwUWRZ1LEBI
        d91vO4pmDyxOwjl1PpfijaBLaKo=
        -----END CERTIFICATE-----

        """

    /// ECDSA with SHA-1.
    static let ecdsaSHA1 = """
        -----BEGIN CERTIFICATE-----
        MIIBezCCASKgAwIBAgIBATAJBgcqhkjOPQQBMA8xDTALBgNVBAoMBFRlc3QwHhcN
        MjYxMTI2MjAyMDAwWhcNMzYxMTIzMjAyMDAwWjAPMQ0wCwYDVQQKDARUZXN0MFkw
        EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBmN1b+Mp+eSstrQOCHmMRgoLY3uv+3It
        a5qVzK6i9sQtyBXDtjuGzVUI7M0rfeXeyzlinbGOS/auGq4mkebn36NwMG4wHQYD
        VR0OBBYEFDBBX4DOCyJj+24VTntyO87ICgmDMB8GA1UdIwQYMBaAFDBBX4DOCyJj
        +24VTntyO87ICgmDMA8GA1UdEwEB/wQFMAMBAf8wGwYDVR0RBBQwEoIQbXgxLmV4
        YW1wbGUudGVzdDAJBgcqhkjOPQQBA0gAMEUCIQDB7fkg9TvqATGfYzsvBwD22tPX
        U5SsgPGh+fCC6yc28wIgAYyjAKW6+CVxe+kyVR4QaMbUTajZUST6AyrMWkHSRnU=
        -----END CERTIFICATE-----

        """

    /// RSA with MD5.
    static let rsaMD5 = """
        -----BEGIN CERTIFICATE-----
        MIICBDCCAW2gAwIBAgIBATANBgkqhkiG9w0BAQQFADAPMQ0wCwYDVQQKDARUZXN0
        MB4XDTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVz
        dDCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAqp9E/fPxBCySVeUo2YPsX4aq
        uceLUshyBvjjGwGt35T4ilS5VOGd8Z5shO7cJJE2o0j0/Sad4GcZZeGccMQA2ulN
        xPJQ0KdWo+1NR3i/RBzbUfM6aqCB4M3AmSYdiBLOyZP3WfYaqlSBbIf2ZPHg2U/P
        /cR6WJcoAu78xFNO2D8CAwEAAaNwMG4wHQYDVR0OBBYEFBHqKZ7hCaG6WoVl2+bx
        VzFAzFoBMB8GA1UdIwQYMBaAFBHqKZ7hCaG6WoVl2+bxVzFAzFoBMA8GA1UdEwEB
        /wQFMAMBAf8wGwYDVR0RBBQwEoIQbXgxLmV4YW1wbGUudGVzdDANBgkqhkiG9w0B
        AQQFAAOBgQCW6OBy6qtqFxf1XqXM8f6AcP/LEZqiWkvL5Zhe7HOke4qJPX0qLrkq
        ijEbEFHQuOvtmerKaplOj5BuMoR7Vlu9rhaUxj/dyMMkS0IUtxBl2guJm64U6Z7t
        8T4pkXqvovLhGvkdjwTf2jUqukeQUzhz8ozUXYFZoKaZ2aLpRP3FyQ==
        -----END CERTIFICATE-----

        """

    /// RSASSA-PSS with SHA-256 in both places.
    static let pssSHA256 = """
        -----BEGIN CERTIFICATE-----
        MIICbDCCAaGgAwIBAgIBATBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUA
        oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogMCASAwDzENMAsGA1UECgwE
        VGVzdDAeFw0yNjExMjYyMDIwMDBaFw0zNjExMjMyMDIwMDBaMA8xDTALBgNVBAoM
        BFRlc3QwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBALLILLvrscEANJIRwhsz
        iwcTFiIyjnvRr4VZRLflCZSy0DITAle/0izsPeZ36pazYJF5SY7mpkagz89R3ocq
        a9ytsnb7w7dBm9pMbdIGE+AbSLZWQ9sor6v2P2RzO4vzAvMHK18ZvgimePb6qq0g
        jTjQ6ucdutNgBm5NcEwyiOObAgMBAAGjcDBuMB0GA1UdDgQWBBR2/tIdBUbwHRBJ
        Jby5nga/hAzPKjAfBgNVHSMEGDAWgBR2/tIdBUbwHRBJJby5nga/hAzPKjAPBgNV
        HRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCEG14MS5leGFtcGxlLnRlc3QwQQYJKoZI
        hvcNAQEKMDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgB
        ZQMEAgEFAKIDAgEgA4GBAJrtRvQZOAt+yNtN1kNNPUkMBIKc10Ul6hEtZV5M/blV
        Zyq0BrpKqV70IcNt2D+t74QwtUq18jhTC/594GdoyohAtzg7UHJzidGwpbBhudCa
        5V81yA0yqEe9WwnAixTqonjKVpEfqgZiiFOwmHQlzTSHs8evCYMpI+nGQceGK2aw
        -----END CERTIFICATE-----

        """

    /// RSASSA-PSS with SHA-256, and SHA-1 in the mask.
    static let pssMixed = """
        -----BEGIN CERTIFICATE-----
        MIICMDCCAYOgAwIBAgIBATAjBgkqhkiG9w0BAQowFqAPMA0GCWCGSAFlAwQCAQUA
        ogMCASAwDzENMAsGA1UECgwEVGVzdDAeFw0yNjExMjYyMDIwMDBaFw0zNjExMjMy
        MDIwMDBaMA8xDTALBgNVBAoMBFRlc3QwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJ
        AoGBAK8N4WcxrRkp9qXBBNoJrAfaOJ8bQdquMghCVhB8wx6g2DL385vUCWko2pUQ
        lnypZ8rjV8bFUuuGLf/Ye6O+wQysaBh3Xo1G06oDvtnx6WNsAaFlz/TWYkBdP3xC
        b5PUzek+pMwK2bXD3FQs9V0kBvRJRgNLhTFf1uHB6qI0+itJAgMBAAGjcDBuMB0G
        A1UdDgQWBBQ5wExP6+gIjAF+V8l/MtGTA1VVxTAfBgNVHSMEGDAWgBQ5wExP6+gI
        jAF+V8l/MtGTA1VVxTAPBgNVHRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCEG14MS5l
        eGFtcGxlLnRlc3QwIwYJKoZIhvcNAQEKMBagDzANBglghkgBZQMEAgEFAKIDAgEg
        A4GBAGJdHzCXQTTSOpM3ZdllzcD4ITtLkW199zMsDU6mVBtxccA4CbKHRN6yUTh9
        sWpteCNM28UMRBWIjfScRxB4KQ8AS8UDiskX5bq41Zstm3u8nA+XlyswBlfregir
        lVO4ozY+PPE3MpXwAzLKiMztp6pwddadKnhyut9ekqvJ+JXK
        -----END CERTIFICATE-----

        """

    /// Ed25519.
    static let ed25519 = """
        -----BEGIN CERTIFICATE-----
        MIIBPDCB76ADAgECAgEBMAUGAytlcDAPMQ0wCwYDVQQKDARUZXN0MB4XDTI2MTEy
        NjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVzdDAqMAUGAytl
        cAMhAJ4QEf6d942xVQmmP2ANpdbe/tUAEH3uUU86TVp7Laado3AwbjAdBgNVHQ4E
        FgQUT2p3Wrs5L8uTC+/UsYCx2MgwbLgwHwYDVR0jBBgwFoAUT2p3Wrs5L8uTC+/U
        sYCx2MgwbLgwDwYDVR0TAQH/BAUwAwEB/zAbBgNVHREEFDASghBteDEuZXhhbXBs
        ZS50ZXN0MAUGAytlcANBAMyeXdaU7Nh/CLLc32QxfxVtfrslH8wQdky1/meUE3dS
        wv6N9BvwuItIwBq8VGjFoUt6pl0fbS5/3v7MYb840AQ=
        -----END CERTIFICATE-----

        """

    /// ECDSA with SHA-384, a common name and no alternative name.
    static let noNames = """
        -----BEGIN CERTIFICATE-----
        MIIBeTCCAR6gAwIBAgIBATAKBggqhkjOPQQDAzAbMRkwFwYDVQQDDBBteDEuZXhh
        bXBsZS50ZXN0MB4XDTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowGzEZMBcG
        A1UEAwwQbXgxLmV4YW1wbGUudGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
        BIT+k9YJOncxp1VhbNoKx1s86wHSnACLw1UZZIy2LLe9v+hmjja0HV+ONjldyGJE
        cvH9fhjtX9RL/h3rfTfPVZKjUzBRMB0GA1UdDgQWBBSh4uQ7c1E1GMy1BFNBuz+F
        HlZ7bzAfBgNVHSMEGDAWgBSh4uQ7c1E1GMy1BFNBuz+FHlZ7bzAPBgNVHRMBAf8E
        BTADAQH/MAoGCCqGSM49BAMDA0kAMEYCIQDZ7R3NPUvZXRs62QTLYiqBHaB2IJvK
        s+g8ys2+Oak2wQIhAJ6mdVqZkuTcr/Y0nnImwUHjc3aww4xMNGttwyaxFBxx
        -----END CERTIFICATE-----

        """

    /// Names that are none, with a zero, a line end, Latin-1 or a misplaced asterisk in them, and four that are.
    static let oddNames = """
        -----BEGIN CERTIFICATE-----
        MIICgDCCAiagAwIBAgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQKDARUZXN0MB4X
        DTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVzdDBZ
        MBMGByqGSM49AgEGCCqGSM49AwEHA0IABCjIhL795hnhN/lNZQFsGpaqhF0ni3lz
        aStTXjomoCZLWj2HA+dPLm+5fRPgDCQbpgdTH1vyZbwNUyo7UX8hgqOjggFxMIIB
        bTAdBgNVHQ4EFgQU2caSPzFmtLhdA4P4jFvS/iwyDu0wHwYDVR0jBBgwFoAU2caS
        PzFmtLhdA4P4jFvS/iwyDu0wDwYDVR0TAQH/BAUwAwEB/zCCARgGA1UdEQSCAQ8w
        ggELghpnb29kLmV4YW1wbGUALmV2aWwuZXhhbXBsZYILYQpiLmV4YW1wbGWCDm38
        bGxlci5leGFtcGxlgg9mKi5leGFtcGxlLnRlc3SCEGEuKi5leGFtcGxlLnRlc3SC
        ASqCCCouKi50ZXN0ggcueC50ZXN0ggd4Li50ZXN0gglkb3QudGVzdC6CAIIIMTAu
        MC4wLjGCDl9kbWFyYy5vay50ZXN0ggUqLmxhboIHLWEudGVzdIJFYWFhYWFhYWFh
        YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh
        YWFhYWFhYS50ZXN0ggdvay50ZXN0ggdPSy50ZXN0MAoGCCqGSM49BAMCA0gAMEUC
        IQCUroQu997avaLbWyiY3NEPti4bHxAhQHq9RZhlEbsvNAIgJlgz6TlFYB0JACOw
        IZc6CGfUNLA2RGCc/EjvDDspOKU=
        -----END CERTIFICATE-----

        """

    /// An alternative name whose DER is cut short.
    static let brokenNames = """
        -----BEGIN CERTIFICATE-----
        MIIBbjCCARSgAwIBAgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQKDARUZXN0MB4X
        DTI2MTEyNjIwMjAwMFoXDTM2MTEyMzIwMjAwMFowDzENMAsGA1UECgwEVGVzdDBZ
        MBMGByqGSM49AgEGCCqGSM49AwEHA0IABABOJKKxFU/g9tLnFuWZ6kZ+ucgoSDuE
        5Ec0Gt06HjwR/pD9n1hbkB9Ae+3UpW6x/GRa++BkgaBoOxSmAxDjpSGjYTBfMB0G
        A1UdDgQWBBSHa/2v3EPvJ0v4HII91yMeLmHSuzAfBgNVHSMEGDAWgBSHa/2v3EPv
        J0v4HII91yMeLmHSuzAPBgNVHRMBAf8EBTADAQH/MAwGA1UdEQQFMAOCBWEwCgYI
        KoZIzj0EAwIDSAAwRQIgKnIDdPFNGy7+3rnzTjuaSRAtbRNXrhgW1Le4swBrUMUC
        IQD39DurukhesRKsBuKiNCE9iSZsqPpulA3PM/aTLPG0eA==
        -----END CERTIFICATE-----

        """
}
