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
        /// More pairs, chosen by the name the client asks for.
        var additional: [KeyPair] = []
        /// The authorities that are believed where a certificate is checked.
        var roots = Roots.system
    }

    /// Somebody who may log in.
    struct Account: Hashable, Sendable {
        /// The login, which is also the address.
        let user: Mailbox
        /// The path of the file that holds the password, or its stored form.
        let passwordFile: String
        /// What else may stand as the sender of the account's mail.
        var sendAs: [SenderPattern] = []
    }

    /// Which senders are meant: an address, or with `*` before the `@` every address of a domain.
    struct SenderPattern: Hashable, Sendable {
        /// The local part, or nil for every one.
        let localPart: String?
        /// The domain.
        let domain: DomainName

        /// Whether an address is meant; local parts are compared as they are.
        func matches(_ mailbox: Mailbox) -> Bool {
            guard case .domain(let name) = mailbox.host, name == domain else { return false }
            return localPart.map { $0 == mailbox.localPart } ?? true
        }
    }

    /// What checks the tokens of OAUTHBEARER and XOAUTH2: the section `oauth`.
    struct OAuth: Hashable, Sendable {
        /// The program and its arguments; empty for none.
        ///
        /// It gets the user's name, perhaps empty, and the token, a line each, and answers by its exit status: 0 and the
        /// owner's address on a line for a good token, 1 for a bad one, anything else when it cannot tell.
        var checker: [String] = []
        /// How long it may take: ten seconds, which a person waits for.
        var timeout = Duration.seconds(10)

        /// Times for a checker.
        static let timeoutRange = Duration.milliseconds(100)...Duration.seconds(60)
    }
}
