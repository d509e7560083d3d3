public import MailAddressing

/// Of whom sessions are counted together on a day; complete.
public enum TLSReportScope: Hashable, Sendable {
    /// A policy domain.
    case domain(DomainName)
    /// All policy domains for which there was no room of their own.
    case others

    /// The domain; nil for all others.
    public var domain: DomainName? {
        switch self {
        case .domain(let domain): domain
        case .others: nil
        }
    }
}

extension TLSReportScope: Comparable {
    /// Orders domains as text, and all others behind them.
    public static func < (left: TLSReportScope, right: TLSReportScope) -> Bool {
        switch (left, right) {
        case (.domain(let left), .domain(let right)): left < right
        case (.domain, .others): true
        case (.others, _): false
        }
    }
}

extension TLSReportScope: CustomStringConvertible {
    /// The domain, or `*` for all others.
    public var description: String { domain?.text ?? "*" }
}
