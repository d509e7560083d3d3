import MailAddressing

extension ServerConfiguration.TLS {
    /// Reads the value of `tls`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.TLS.self) else { return }
        let certificate = fields[.certificate]?.filePath()
        let key = fields[.key]?.filePath()
        if let certificate, let key { identity = KeyPair(certificate: certificate, key: key) }
        if fields[.certificate] != nil, fields[.key] == nil {
            fields.report(.conflict, .certificate, "needs key beside it, the file of the private key")
        }
        if fields[.key] != nil, fields[.certificate] == nil {
            fields.report(.conflict, .key, "needs certificate beside it, the file of the certificate chain")
        }
        fields.assign(.additional, to: &additional) { KeyPair.list(reading: $0) }
        fields.assign(.roots, to: &roots) { Roots(reading: $0) }
    }
}

extension ServerConfiguration.TLS.KeyPair {
    /// Reads the value of `tls.additional`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.TLS.KeyPair] {
        cursor.items(of: "pairs of certificate and key").compactMap { item in
            guard let fields = item.fields(ConfigurationKeys.KeyPair.self) else { return nil }
            let certificate = fields.required(.certificate)?.filePath()
            let key = fields.required(.key)?.filePath()
            guard let certificate, let key else { return nil }
            return ServerConfiguration.TLS.KeyPair(certificate: certificate, key: key)
        }
    }
}

extension ServerConfiguration.TLS.Roots {
    /// Reads the value of `tls.roots`: the word `system`, or a path.
    ///
    /// A single word that is nearly `system` is taken for a slip, not for a file.
    ///
    /// - Parameter cursor: the value.
    init?(reading cursor: ConfigurationCursor) {
        guard let text = cursor.string("system or the path of a PEM file") else { return nil }
        if text == "system" {
            self = .system
            return
        }
        let isPath = text.contains { $0 == "/" || $0 == "." }
        if !isPath, let near = EditDistance.nearest(to: text, among: ["system"]) {
            let message = "\(PrintableText.quoted(text)) is not accepted; accepted: system, or a path, as in ./\(text)"
            cursor.report(.invalidValue, message, suggestion: near)
            return nil
        }
        guard let path = cursor.filePath() else { return nil }
        self = .file(path)
    }
}

extension ServerConfiguration.Account {
    /// Reads the value of `accounts`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.Account] {
        var accounts: [ServerConfiguration.Account] = []
        for item in cursor.items(of: "accounts, each with user and password-file") {
            guard let fields = item.fields(ConfigurationKeys.Account.self) else { continue }
            let user = fields.required(.user)?.mailbox()
            let passwordFile = fields.required(.passwordFile)?.filePath()
            let sendAs = fields[.sendAs].map { ServerConfiguration.SenderPattern.list(reading: $0) } ?? []
            guard let user, let passwordFile else { continue }
            if accounts.contains(where: { AccountName($0.user) == AccountName(user) }) {
                item.report(.conflict, "\(user) is already the user of another account")
            }
            accounts.append(ServerConfiguration.Account(user: user, passwordFile: passwordFile, sendAs: sendAs))
        }
        return accounts
    }
}

extension ServerConfiguration.SenderPattern {
    /// Reads the value of `send-as`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.SenderPattern] {
        cursor.items(of: "addresses such as \"info@example.test\" or \"*@example.test\"").compactMap { item in
            guard let text = item.string("an address") else { return nil }
            let (local, host) = text.hasPrefix("*@") ? (nil, String(text.dropFirst(2))) : Self.parts(of: text)
            guard let host, let domain = try? DomainName(host) else {
                item.report(
                    .invalidValue, "\(PrintableText.quoted(text)) is not accepted; accepted: an address, or *@DOMAIN")
                return nil
            }
            return ServerConfiguration.SenderPattern(localPart: local, domain: domain)
        }
    }

    private static func parts(of text: String) -> (String?, String?) {
        guard let mailbox = try? Mailbox(text), case .domain(let domain) = mailbox.host else { return (nil, nil) }
        return (mailbox.localPart, domain.text)
    }
}

extension ServerConfiguration.OAuth {
    /// Reads the value of `oauth`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.OAuth.self) else { return }
        fields.assign(.checker, to: &checker) { list in
            list.items(of: "words: a program and its arguments").compactMap { $0.string("a word") }
        }
        fields.assign(.timeout, to: &timeout) { $0.duration(in: Self.timeoutRange) }
        if let program = checker.first, !program.hasPrefix("/") {
            fields.report(
                .invalidValue, .checker, "begins with a program's whole path, as in /usr/local/bin/check-token")
        }
    }
}
