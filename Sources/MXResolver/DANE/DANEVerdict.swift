/// Whether a server has proved itself by its TLSA records.
///
/// Complete: one record is enough, or none matched.
public enum DANEVerdict: Hashable, Sendable {
    /// The server is the one that the record means.
    case authenticated(by: TLSARecord)
    /// It is not, for what is said of each record; at least one fault.
    case refused([DANEFault])
}

extension DANEVerdict: CustomStringConvertible {
    /// One sentence for a person, or several joined by semicolons.
    public var description: String {
        switch self {
        case .authenticated(let record): "the server is authenticated by the TLSA record \(record.abbreviated)"
        case .refused(let faults): faults.map(\.description).joined(separator: "; ")
        }
    }
}
