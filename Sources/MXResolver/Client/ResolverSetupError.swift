/// Why a resolver could not be made.
///
/// Complete: a resolver needs descriptors and a thread of the system, and the c-ares library.
public enum ResolverSetupError: Error, Hashable, Sendable {
    /// The system refused a descriptor or a thread; the code is an `errno`.
    case system(code: Int32)
    /// The c-ares library refused; the code is its own, the text says what it means.
    case library(code: Int32, String)
}

extension ResolverSetupError: CustomStringConvertible {
    /// One sentence for a person.
    public var description: String {
        switch self {
        case .system(let code): "the system refused a descriptor or a thread (errno \(code))"
        case .library(let code, let text): "the DNS library refused: \(text) (code \(code))"
        }
    }
}
