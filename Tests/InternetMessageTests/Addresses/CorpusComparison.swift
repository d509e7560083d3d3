import Testing

/// Counts where we agree with a corpus of others, and checks that each disagreement has a reason and each reason a use.
struct CorpusComparison {
    private let name: String
    /// Why we disagree, by the number of the case.
    private let explained: [Int: String]
    private var agreed = 0
    private var disagreed: [Int] = []

    init(_ name: String, explained: [Int: String]) {
        self.name = name
        self.explained = explained
    }

    /// Takes the next case; `detail` says what we made of it.
    mutating func add(_ number: Int, agrees: Bool, _ detail: String) {
        if agrees {
            agreed += 1
            #expect(explained[number] == nil, "\(name) \(number) is explained and agrees")
        } else {
            disagreed.append(number)
            #expect(explained[number] != nil, "\(name) \(number) is not explained: \(detail)")
        }
    }

    /// Prints the table; to be called once all cases are in.
    func finish(expecting count: Int) {
        let cases = agreed + disagreed.count
        print("corpus \(name): \(cases) cases, \(agreed) agreed, \(disagreed.count) disagreed")
        for number in disagreed { print("  \(number): \(explained[number] ?? "unexplained")") }
        #expect(cases == count)
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
