/// What takes the place of something that need not be there; complete: another value, or nothing.
enum Replacement<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// Nothing is there any more.
    case nothing
    /// This is there now.
    case value(Value)

    /// What is there now, if anything.
    var value: Value? {
        switch self {
        case .nothing: nil
        case .value(let value): value
        }
    }

    /// What two options say of the same thing.
    ///
    /// - Parameters:
    ///   - value: what is to be there; nil where nothing is said.
    ///   - isNothing: whether nothing is to be there.
    /// - Returns: nil where it stays as it is.
    static func of(_ value: Value?, orNothing isNothing: Bool) -> Replacement? {
        isNothing ? .nothing : value.map { .value($0) }
    }
}
