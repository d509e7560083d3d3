/// Keys in forms that are not generated here, made for these tests and used nowhere else.
enum KeySamples {
    /// Ed25519 under a passphrase.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgs5ZI8ElwEHgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEM4MuLesTKjMILVyXBtdsoQEQFmc
        uD6UxkPRrMJvOoBM5PfomeN/DhBpmO1KvDWFMFoq1q59M4ZHQEqo9HDcqIdvp5aa
        4RVK1+RMu197WaT8zPg=
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// A key on the curve P-256.
    static let ellipticCurve = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg75anmIc/5R4u6hEW
        5CqGG+wTPczaXMJyKR2YnvBpWi2hRANCAATd130uFag5KiGKyrDy/0UAo3URqs7y
        hJmKCkF92C3gs0+hah0zOax3RsJUIpIYQdycVkwq3j+JseZxv0a3jjPJ
        -----END PRIVATE KEY-----

        """

    /// RSA of 512 bits.
    static let short = """
        -----BEGIN PRIVATE KEY-----
        MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAzDkq47Btl6LvMqOe
        N9dWmHgStZbdq+IFBR+Lw8D6eeIcFZPEMNEizVQ/MwQNuaAuFaTxcLCcGwyPO2Oc
        zxtE0QIDAQABAkEAsvxPiKpyAno8peccndhO/uYNj7Ufpqs6txjEx9X0MKjX5+NY
        9XVDtpEZekSvttKzmLVXN2w+KmIY1AxW+vMFGQIhAOysPVcUzil17Ha+276eES3g
        YsG2Jp5QO9HUs2IDMeKDAiEA3OaOKVL3FiJfZRDff/edm+JRonmDnF5pW/iNHO3U
        SxsCIQDsQ8W4ePyWRzKYGFAmKoXb1nTADKbgxBfzkPLClY3nIQIgYYCGWSkclLGB
        R7vF2tbxwz+G5t8Zv2hQut6fcphrLucCICuE4gA/t03HGKRHmtror2ebAo6RvEtW
        sga+ityRzfFu
        -----END PRIVATE KEY-----

        """

    /// RSA of 1,024 bits in the form of PKCS#1.
    static let older = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXAIBAAKBgQDBfinfvST8KvF7AKNf7Ccuski+c5V/ZoCg6kZc875iHfTIvMVW
        BAuPcHB6IyQwDrbw/7uSsNKb66PgGy59TLooZs1tnWpELdVg3C5EJRsYi3v5YN5o
        Z5uJ0GiQripiWXyY2RmE4m3K3cKuGyaK0go+GyN6X5c14CiQTHXqjVX7/QIDAQAB
        AoGAC1HQLVCpaz8v5VxCMohkOm0fqFSmuE9M0x0hhKqVxrOt8Fhqyv9tlbSkP+Dy
        awVRWoP7ezdw+sIsUh4E+DuW4FAgJ5Y++y7i+Y634GT2hAvbhNwYLjsKo8v8ojUw
        JjKYWIo9066eDgR/TPTuib+pR+Xwn4K2Ga6ntRVS+XuvMJkCQQDqPB2uq0aJ/ojr
        9gTH4Md83g2qo5PoVy1lGeLJZsF5BFbfZ4DI2110KuAxUw50cq4LPyabmpgM+7qZ
        dcPJPNxvAkEA03jkq+/nv3jM3/cjZdjlqha6de04cECQ2/zwRqBqEy3uvU9VZbVf
        fLwqCrYPpiuOgvhlK6QveAG32blR/Ve8UwJBAJVkqC3KUaAbtqqAa8YryDAM1Dyc
        Pe63A13zJ6D6p7UOnnW4Zvw0ZSN9YSY0agi9R+ImcfJWpFnLh9TutmO4LIMCQAyY
        5wZXBDcjuxCcaD9o7EV1lSXxO6t0LSztpGKQq8D4u4ALecrVQxrrGpYIwmXjslma
        8mvnG+zKLWmK4Jd24oECQEXVUnLIbApTrzk9fYbAI9FXIGqpzmbsDa1a0RUSRXiC
        ZmInay+dlgcNQETG/HaAPmmKIGMt9Mj8mW/BhI6nUOU=
        -----END RSA PRIVATE KEY-----

        """
}
