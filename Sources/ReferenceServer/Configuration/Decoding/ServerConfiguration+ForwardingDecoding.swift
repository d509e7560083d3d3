import MailAddressing

extension ServerConfiguration.Forwarding {
    /// Reads the value of `forwarding`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Forwarding.self) else { return }
        if let list = fields[.postmaster] {
            postmasters = list.items(of: "addresses such as ada@example.org").compactMap { $0.mailbox() }
            if postmasters.count > Self.maximumPostmasterCount {
                fields.report(.invalidValue, .postmaster, "has more than \(Self.maximumPostmasterCount) addresses")
            }
        }
        // Assigned directly: a reader's nil would be taken for a value of the optional properties.
        if let domain = fields[.rewriteDomain]?.domain() { rewriteDomain = domain }
        fields.assign(.cutThrough, to: &cutThrough) { $0.duration(in: Self.cutThroughRange) }
        if let file = fields[.rewriteSecretFile]?.filePath() { rewriteSecretFile = file }
    }
}
