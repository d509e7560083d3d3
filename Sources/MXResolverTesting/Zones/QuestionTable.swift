internal import MXResolver

/// Values for questions: for a name and type, or for all types of a name.
struct QuestionTable<Value: Sendable>: Sendable {
    private struct Key: Hashable, Sendable {
        let name: DNSName
        let type: DNSRecordType?
    }

    private var values: [Key: Value] = [:]

    /// Makes an empty table.
    init() {}

    /// Sets or, with nil, removes a value.
    mutating func set(_ value: Value?, for name: DNSName, _ type: DNSRecordType?) {
        values[Key(name: name, type: type)] = value
    }

    /// The value for a question, else the one for all types of its name.
    subscript(question: DNSQuestion) -> Value? {
        values[Key(name: question.name, type: question.type)] ?? values[Key(name: question.name, type: nil)]
    }
}
