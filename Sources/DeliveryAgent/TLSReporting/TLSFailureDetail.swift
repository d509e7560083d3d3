/// Failed sessions that are counted together, as all of this is the same of them (RFC 8460, section 4.4,
/// `failure-details`).
public struct TLSFailureDetail: Hashable, Sendable {
    /// What failed.
    public let kind: TLSFailureKind
    /// The name of the mail host; nil where it has none, or is not told apart.
    public let mailHost: String?
    /// The address of the mail host; nil where it is not known, or not told apart.
    public let receivingAddress: String?
    /// The address from which we came; nil where it is not known, or not told apart.
    public let sendingAddress: String?
    /// Why, in words; empty where nothing was said, or it is not told apart.
    public let reason: String

    /// A detail of which nothing is told apart but the kind.
    init(_ kind: TLSFailureKind) {
        self.init(kind, mailHost: nil, receivingAddress: nil, sendingAddress: nil, reason: "")
    }

    init(
        _ kind: TLSFailureKind, mailHost: String?, receivingAddress: String?, sendingAddress: String?, reason: String
    ) {
        self.kind = kind
        self.mailHost = mailHost
        self.receivingAddress = receivingAddress
        self.sendingAddress = sendingAddress
        self.reason = reason
    }

    /// The kind alone.
    var bare: TLSFailureDetail { TLSFailureDetail(kind) }

    /// What tells details apart, in the order of the durable form.
    var texts: [String] {
        [kind.rawValue, mailHost ?? "", receivingAddress ?? "", sendingAddress ?? "", reason]
    }
}

extension TLSFailureDetail: Comparable {
    /// Orders details by kind, hosts, addresses and reason.
    public static func < (left: TLSFailureDetail, right: TLSFailureDetail) -> Bool {
        left.texts.lexicographicallyPrecedes(right.texts)
    }
}
