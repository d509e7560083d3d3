/// What a feedback report says of a check that failed (RFC 6591, section 3.2; RFC 7489, section 7.3.1).
public struct AuthenticationFailureReport: Hashable, Sendable {
    /// Which check failed, in lower case: `adsp`, `bodyhash`, `revoked`, `signature`, `spf`, `dmarc` or another.
    public let kind: String?
    /// What was done with the message, in lower case: `delivered`, `spam`, `policy`, `reject` or `other`.
    public let deliveryResult: String?
    /// The domain of the DKIM signature (`d=`).
    public let dkimDomain: String?
    /// The identity of the DKIM signature (`i=`).
    public let dkimIdentity: String?
    /// The selector of the DKIM signature (`s=`).
    public let dkimSelector: String?
    /// The header as it was hashed, base64 undone.
    public let dkimCanonicalizedHeader: [UInt8]?
    /// The body as it was hashed, base64 undone.
    public let dkimCanonicalizedBody: [UInt8]?
    /// The key record that was found, quotes and all.
    public let dkimSelectorRecord: String?
    /// The signing practices record that was found, quotes and all.
    public let dkimPracticesRecord: String?
    /// The SPF records that were found, quotes and all.
    public let spfRecords: [String]
    /// The checks whose identity agrees with From, in lower case: `dkim`, `spf`, or neither; nil where that is not
    /// said.
    public let alignedIdentities: [String]?

    /// Reads the fields; nil where none of them is there.
    init?(_ fields: [ReportField], values: ReportValueReader) {
        kind = values.text("Auth-Failure")?.firstToken.lowercased()
        deliveryResult = values.text("Delivery-Result")?.firstToken.lowercased()
        dkimDomain = values.text("DKIM-Domain")
        dkimIdentity = values.text("DKIM-Identity")
        dkimSelector = values.text("DKIM-Selector")
        dkimCanonicalizedHeader = values.base64("DKIM-Canonicalized-Header")
        dkimCanonicalizedBody = values.base64("DKIM-Canonicalized-Body")
        dkimSelectorRecord = values.text("DKIM-Selector-DNS")
        dkimPracticesRecord = values.text("DKIM-ADSP-DNS")
        spfRecords = fields.values(named: "SPF-DNS").filter { !$0.isEmpty }
        let words = values.text("Identity-Alignment")?.lowercased().split { ", ;".contains($0) }.map(String.init)
        alignedIdentities = words?.filter { $0 != "none" }
        let texts = [kind, deliveryResult, dkimDomain, dkimIdentity, dkimSelector, dkimSelectorRecord]
        let isThere =
            texts.contains { $0 != nil } || dkimPracticesRecord != nil || dkimCanonicalizedHeader != nil
            || dkimCanonicalizedBody != nil || !spfRecords.isEmpty || alignedIdentities != nil
        guard isThere else { return nil }
    }
}
