/// Keys in forms that other programs write, made for these tests and used nowhere else.
///
/// Those under a passphrase are all under the same one.
enum KeyFormSamples {
    static let passphrase = Array("sesame".utf8)

    /// The public key of every Ed25519 key here.
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAIJmw1WgWObCGOyfR/sz0SRePr94eAMK1G+a4YIw0F/c=
        -----END PUBLIC KEY-----

        """

    /// PBKDF2 of 2,048 rounds over HMAC-SHA-256, AES-256 in CBC mode.
    static let pbkdf2 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhD/NrmiocEkQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEPYNenMRkLD9HiRVXgKCyUEQFvb
        MdlIKJjZHMyIXM71Gwt8XiuCRDglhbsnuMuDWQnpg/A1daFqllhRWqg9zPdhODql
        YOvTNSik8QutGY3lwIE=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// Scrypt of cost 16,384, block size 8, parallelization 1, AES-256 in CBC mode.
    static let scrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhUMz40fkvC6AICQAAC
        AQgCAQEwHQYJYIZIAWUDBAEqBBDOC/gnfWnMf8o9VQEWQCeEBEBbGLj3mrd/xPX2
        yXd63HZLpr/EYb+ItR+3K+hOCm+BQQtMLpIVGylrHC/05Dhb7Cq0WuACx135GyFW
        DGpJ9kU2
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// PBKDF2 over HMAC-SHA-1, triple DES.
    static let tripleDES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MHwwQAYJKoZIhvcNAQUNMDMwGwYJKoZIhvcNAQUMMA4ECCDx42sjfTuBAgIIADAU
        BggqhkiG9w0DBwQIO46kTTV1ubgEOCYow0tL+G7L6pDKHsVHAidces156tNergI2
        XUsxTs70KUNe4uca65sk0D0Xf4QqvSPc6w3Pdzbz
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// The derivation of PKCS#12 with SHA-1, triple DES.
    static let pkcs12 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MFgwHAYKKoZIhvcNAQwBAzAOBAjal5DgxXf11wICCAAEOL+Rl5M4xIZHkZQnF0ew
        d/dtBM3a0NWpVrA+VUh7RjFIl6+RIRBtSr9HVdLN4bdUB9v6ABqmznKO
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// The same as ``pbkdf2`` with one bit of the encrypted part changed.
    static let damaged = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhD/NrmiocEkQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEPYNenMRkLD9HiRVXgKCyUEQFvb
        MdlIKJjZHMyIXM71Gwt8XiuCRDglhbsnuMuDWQnpg/A1daFqllhRWqg9zPdhODql
        YOvTNSik8QutGY3kwIE=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// The same as ``pbkdf2`` with the last octets cut off.
    static let truncated = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhD/NrmiocEkQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEEPYNenMRkLD9HiRVXgKCyUEQFvb
        MdlIKJjZHMyIXM71Gwt8XiuCRDglhbsnuMuDWQnpg/A1daFqllhRWqg9zPdhODql
        YOvTNSik8Qut
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// PBKDF2 of 10,000,001 rounds, one more than is read.
    static let manyRounds = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGdMFkGCSqGSIb3DQEFDTBMMCsGCSqGSIb3DQEFDDAeBAi20Tk9RBz5DQIEAJiW
        gTAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQoo2KSe27GfNtvwI819dM6gRA
        Cc4okPew5wrsWKocTqeudcsK/tq67Tbn/fcxMYY1x76jSm8MtBhmGxCHLrnXNzGZ
        e13vZ1R36Raw977bDhWNAA==
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// Scrypt of cost 16,384, block size 8, parallelization 129, one more than is read.
    static let costlyScrypt = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGUMFAGCSqGSIb3DQEFDTBDMCIGCSsGAQQB2kcECzAVBAgV7l4VvqqU7QICQAAC
        AQgCAgCBMB0GCWCGSAFlAwQBKgQQ9tO/n3RrPxoN9esfVDlFJQRASuPCkci+s/2F
        iibEW1moCucyRolWugVUz7j7x8gDV1IVcd2wwuTzLQN0bn8OAPzTSOQe5JLxuXca
        BHCQz/VZ0g==
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// MD5 and single DES, which OpenSSL has no more.
    static let singleDES = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MFcwGwYJKoZIhvcNAQUDMA4ECK4wYNLaNsGiAgIIAAQ4MbR5TpyoY7+eYVwvBLtu
        se0sRLa0qsdEpotb8744HmbVCdKpIcLQO1mEtENpYPZYTlttx3xrpFE=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// The public key of every RSA key here, as a bare RSAPublicKey.
    static let rsaPublicKey = """
        -----BEGIN RSA PUBLIC KEY-----
        MIGJAoGBAKKgug7Nc19hXULY3uljdQou2lfbAMKiPcjB3VLB8lbAvNHVhE/3l9bd
        eC5bF2DSPFUEzHwihn7CKGAQI7ESYO2s1fuiBkqHuAKv0l/I5vSbSFO6DZffHagE
        j+5AU3azAcV26hN2RsA1WMavizsjVbvB69Wb8O6QoVQlEeYKH7pRAgMBAAE=
        -----END RSA PUBLIC KEY-----

        """

    /// RSA of 1,024 bits in PKCS#1 with the encryption in the header, AES-128 in CBC mode.
    static let rsaHeader = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,7415BBBEB313E73241362F0D339F2E32

        KSYDh4DhQoWgzMeRGcYOmxltISB6W2hyblfF0nz6WsqSUXog03L1K0tFiMfxASGG
        +Q/QTzNjaHHz6teX8mFHiU3/QF/awJXpJhacbxaG8tLtqSZ2wUwz8l9FB85act4+
        xa2O6pxBZHE6b3qFrldlHQUvqIozfS1POtD1zgNT1r3kONZ/GjyDPIYM2nH9qQuO
        ev8FFYTtBfE23vXdj2KplD30tr4aeEOlcJt1YwB6sik1NRggQUTlt5F5ODglgdti
        GVLJi4o/yAz4aCXpDEQj0V8w6mPS8jRUendfjuW4XGOhi/wmNx2cJ6szXDnCdXBb
        /H1vs4dB2MP967Cxjmm7ArpH0ZGQwv3Cr46S3h147DuxP7vt4YbEX24F4+zidc5f
        N2UGXMqB8D0tyGIvS5Fbo7RQk5GxD5TblJBzi2AsvwbS1PKhK4JPyAxqlWhgXKgd
        0YtaLMi94qiYV3ai6IDEyDPo0lxcoEJ0y+UMkNUPUrsqKoOhKDwHmvFEahxhT9Wu
        GOOuXtqSIyP01R9pcs7jt1KlUjfEqgAaPMh2u889ZV1ALQv+7aVpqMDN2Qb12hia
        SHixl+sNMdoewWpP2CPeXpAQ6ZWbCP1qeYyr6L/3nlXSJLuhdQWQEHBGBJQfE621
        82ZTFy7jGnAgjgWg0Fbp+GT5aeJe4G4d9lio8pvm4hrCRvL/2P8uUGk0HL+eBM/0
        9hAXbGHj0CpUmAjJoR7WvrjBWb1hiU0TYUInvkEN5EFHREIWWeHjwNsEnWctqFvj
        xSK3P+wcsw6l5+eqRmuadchamWCqmMIlU6CYaDAFs31WlR69AuohFpvsMM9zIZsP
        -----END RSA PRIVATE KEY-----

        """

    /// The same under single DES, which OpenSSL has no more.
    static let rsaHeaderSingleDES = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: DES-CBC,6CDE9B4ED2594E34

        tGkoTIoOTJJi/JN/g3iFo8JiF0nJn+uVE+ncXlqPSBHGHfRJ6ur2yCazVCXyVL4D
        K+rx6j5f0xBCFWJQySeEgKxW3/xRuUzymAVZICc93zN/5d1/Hg63Xu7PyZyCN+xT
        8i1XwXQG7NTlo5hH3laKZ2hCKRO9udot5SQO7KbPUgNhtsO9/VBmwxdZeRJCYiuZ
        UBW7akpg5uHZDySZZqvp9DvEz7DRHUDNKiiGqzzbybQyq6ux++IWRMKDWVynWNJX
        RTC4spBnTToru7WZxIXZp00qOuHR9pZXsC2PdTOMI1cHeXkOufdWkDylp+q8Ny4A
        h3XTGrMYXNUSv2ogByl9KcLQgBDT8Zp2LIl0IcwE5J4Zu2ggUO/gjtMlq+w6u6cz
        FsCeAhNMRZQvk9/qqBRU91/UnrV7WgqxZC2CvWlJndocfPHugnpsor3SPqFDJK++
        1UWpN8RkURuY+wbYPVmetdd5HH8daTVTWIfmfn0N2hTjvU8/B63kHX38M64akOy4
        eKgUcxI5ANI2F06oXQvSxx+o1JvrIGCuB8XPPNDwpLdtoHRASSGinRaCumGsXafZ
        OU7xGCcDDf7ohSuscVBAGCVWgSiNnx/PMhu0xbK0e2ZJHETSCn0uW+KBV53PkH8d
        4cVFcmdf7v0JOt0lvM0keIlq7FOrHY/cAl43NKisDgtJGo625r03bzHQSfHBv0dw
        coX5QusgJtaQJJyOO4cYNOCBh52EQWbanqcRuIRTiHMc5yzxq6t6PvZ5YXnQv0BI
        HQNXK/KZwomAKQZtTdeaEM5QiIwmmsyP0moMh2yf/8YRtLy/bIkCjQ==
        -----END RSA PRIVATE KEY-----

        """

    /// The same in PKCS#8, PBKDF2 and AES-256 in CBC mode.
    static let rsaPKCS8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIC3TBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIhuwWcbBkaHACAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBALytOQ2XOGycOAKz5yVZUmBIIC
        gGyxEgg8PntYksk5a5PM58s3q25sE/qgHZDTClX6ROFo5+seY7R2xdvjaiKKMz6O
        SHXBUKqWF+0+WfJa+WBrLatMsqRoBNH29x0WoKzmllYA4QrVxjdU/nH+6fEvR2kc
        xkiEFp5XzaPT6CyvGUpBbok5U3y53OYjvjqoVvCSQHmt2+3FPkav4D/t8j91j4zT
        20hhWGekv14nxW6po5PRuaVL9Z/LXYWPlrPHwmPG/aQlxAi5tAUnkiUZSxFDLZy2
        Kz8PboFGBXbVnlUwvOjUEuEOP7P5M03soUHVPfoKkhfxyK4nwT7P51r5dUH/WQKp
        H1HXeseySSZnfu7tzwm3uh/8kCioIuH+lV6Ce8u3ICla4Oe1thSltB9JvLEC00jo
        rsv+mIhIsW+T/2KDJtiFLmboIT+DL3xnzJ0ARUuaQnJ378RLkIGJhTnr1xEJI1ni
        iUo3JzmMcjczDqDnz+iE0BS4aE8BhzmEif52UWDVT5RJ2JrZNTZcZzBYC7Nc+IFU
        sP+LYB2TdZaFKaO8ltxF33nL2iihw20i1IEX6fVq8yHX/QzyubKMjuSxHT0URfYN
        mWGJI2ulfZkoTcvadpOya28I8ZGm4EEQFUoWnm0XsIYHRQEyeIFen/gKZeK0pI3P
        EslK2G+JCfNzn12rQCOdLZKYudLU0FauNZzOi2/LO3jlofBy7SALwNR4XEHy+Fgf
        VQ7LJC4eRDRwS4r0LgKtGxIWtcb1i+5cPejpFEWsjTCTxqix9rZD3Akn8acdUKIS
        W9ISWz0RSCjt8onxx194O1pZYrs6GVEaou5pkT8U95pJ4YMtmMIM9O3zYlQJidBq
        FbTlb9ns+BUOmpVTH0q5j/0=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// A key on the curve P-256 in the form of RFC 5915.
    static let ecOlderForm = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEINkqDQgY/X2l2T1qA0+UsgA4RN9wV0gkv6/Qc4JHmBv/oAoGCCqGSM49
        AwEHoUQDQgAEn6NyE8SfZbspGOIIEL2g7P9+4kAM6KttTNv2fWe0mP7/heq1e2Et
        9pp/DCOnRwogwYOOLZT5kzCcy0bxKJFz5w==
        -----END EC PRIVATE KEY-----

        """
}
