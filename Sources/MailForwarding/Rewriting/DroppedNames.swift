import InternetMessage

/// The names of fields that were left out, each once and not too many, for the trace of a message.
struct DroppedNames: Hashable, Sendable {
    /// The names in the order in which they came, each as it was written first.
    private(set) var names: [String] = []

    private var seen: Set<String> = []

    /// Takes the name of a field.
    mutating func add(_ field: HeaderField) {
        let name = String(decoding: field.nameOctets.prefix(Self.maximumLength), as: UTF8.self)
        guard names.count < Self.maximumCount, seen.insert(name.lowercased()).inserted else { return }
        names.append(name)
    }

    /// More names than that tell nobody anything.
    private static let maximumCount = 100
    /// The longest name that is kept: the longest that is usually written.
    private static let maximumLength = 76
}
