#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The name that the machine has given itself.
enum MachineName {
    /// The longest name in bytes that is asked for: a domain has at most 253 octets (RFC 1035, section 2.3.4).
    static let maximumLength = 255

    /// The machine's name as it is, unchecked; empty when the system has none.
    static var current: String {
        var buffer = [CChar](repeating: 0, count: maximumLength + 1)
        guard gethostname(&buffer, maximumLength) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
