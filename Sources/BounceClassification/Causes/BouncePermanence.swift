/// Whether the same message can reach the same recipient later or by another way.
///
/// It is not the class of the reply's code: `554` for a blocked IP address is temporary, as another address or a
/// delisting helps; the recipient is in order. Complete.
public enum BouncePermanence: String, Hashable, Sendable, CaseIterable, Codable {
    /// It cannot: to try again is of no use.
    case permanent
    /// It may.
    case temporary
    /// Nothing tells, as for a text that has neither code nor known words.
    case unknown
}
