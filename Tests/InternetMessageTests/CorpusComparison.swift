import Testing

/// Counts where we agree with a corpus of others, and checks that each disagreement has a reason and each reason a use.
struct CorpusComparison {
    private let name: String
    /// Why we disagree, by the name or number of the case.
    private let explained: [String: String]
    private var cases: Set<String> = []
    private var disagreed: [String] = []

    /// Begins the comparison with a corpus whose cases have names.
    init(_ name: String, explained: [String: String] = [:]) {
        self.name = name
        self.explained = explained
    }

    /// Begins the comparison with a corpus whose cases are numbered.
    init(_ name: String, explained: [Int: String]) {
        self.init(name, explained: Dictionary(uniqueKeysWithValues: explained.map { ("\($0.key)", $0.value) }))
    }

    /// Takes the next case; `detail` says what we made of it.
    mutating func add(_ key: String, agrees: Bool, _ detail: String) {
        #expect(cases.insert(key).inserted, "\(name) \(key) comes twice")
        if agrees {
            #expect(explained[key] == nil, "\(name) \(key) is explained and agrees")
        } else {
            disagreed.append(key)
            #expect(explained[key] != nil, "\(name) \(key) is not explained: \(detail)")
        }
    }

    /// Takes the next case, which has a number.
    mutating func add(_ number: Int, agrees: Bool, _ detail: String) { add("\(number)", agrees: agrees, detail) }

    /// Prints the table; to be called once all cases are in.
    func finish(expecting count: Int) {
        let agreed = cases.count - disagreed.count
        print("corpus \(name): \(cases.count) cases, \(agreed) agreed, \(disagreed.count) disagreed")
        for key in disagreed { print("  \(key): \(explained[key] ?? "unexplained")") }
        #expect(cases.count == count, "\(name)")
        for key in explained.keys where !cases.contains(key) { Issue.record("\(name) \(key) is explained and no case") }
    }

    /// A value of the corpora, whose lines end with LF, as it stands in a message: up to the end of its field.
    static func value(_ text: String) -> ArraySlice<UInt8> {
        var value: [UInt8] = []
        let octets = Array(text.utf8).filter { $0 != UInt8(ascii: "\r") }
        for (index, octet) in octets.enumerated() {
            guard octet == UInt8(ascii: "\n") else {
                value.append(octet)
                continue
            }
            guard index + 1 < octets.count, [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(octets[index + 1]) else {
                break
            }
            value += Array("\r\n".utf8)
        }
        return value[...]
    }
}
