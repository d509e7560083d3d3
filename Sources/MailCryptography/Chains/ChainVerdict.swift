/// Whether a server's certificate chain is to be believed.
///
/// Complete: it is, or there are reasons why not.
public enum ChainVerdict: Hashable, Sendable {
    /// The chain leads to a root, is valid at the time, and is made for a server of the name.
    case trusted
    /// It is not to be believed, for each of these reasons; at least one.
    case refused([ChainFault])

    /// Why the chain is refused; none when it is trusted.
    public var faults: [ChainFault] {
        if case .refused(let faults) = self { faults } else { [] }
    }
}

extension ChainVerdict: CustomStringConvertible {
    /// One sentence for a person, or several joined by semicolons.
    public var description: String {
        switch self {
        case .trusted: "the certificate is trusted"
        case .refused(let faults): faults.map(\.description).joined(separator: "; ")
        }
    }
}
