import MailAddressing

extension ServerConfiguration {
    /// The certificate the daemon shows, and the authorities it believes.
    struct TLS: Hashable, Sendable {
        /// A certificate chain and its private key, as paths of PEM files.
        struct KeyPair: Hashable, Sendable {
            /// The path of the certificate chain.
            let certificate: String
            /// The path of the private key.
            let key: String
        }

        /// Where trusted authorities come from; complete, as a file may hold any set of them.
        enum Roots: Hashable, Sendable {
            /// The system's store.
            case system
            /// A PEM file at a path.
            case file(String)
        }

        /// The certificate to show; nil means a self-signed one, made once in the data folder.
        var identity: KeyPair?
        /// More pairs, chosen by the name the client asks for; always empty in this version.
        var additional: [KeyPair] = []
        /// The authorities that are believed where a certificate is checked.
        var roots = Roots.system
    }

    /// Somebody who may log in.
    struct Account: Hashable, Sendable {
        /// The login, which is also the address.
        let user: Mailbox
        /// The path of the file that holds the password.
        let passwordFile: String
    }
}
