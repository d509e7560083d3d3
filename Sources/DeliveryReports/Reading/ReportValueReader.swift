import InternetMessage

/// Looks up fields by the names that an RFC gives them, and says what is wrong with their values.
struct ReportValueReader {
    private let fields: [ReportField]
    /// Is told what is wrong.
    let note: (ReportDefect.Problem) -> Void

    /// Makes a reader of fields.
    init(_ fields: [ReportField], note: @escaping (ReportDefect.Problem) -> Void) {
        self.fields = fields
        self.note = note
    }

    /// The first value of a field that may stand once, or nil where it is missing or empty.
    func text(_ name: String) -> String? {
        let values = fields.values(named: name)
        if values.count > 1 { note(.repeatedField(name)) }
        return values.first { !$0.isEmpty }
    }

    /// The value of a field that must be there.
    func required(_ name: String) -> String? {
        let value = text(name)
        if value == nil { note(.missingField(name)) }
        return value
    }

    /// A value with its type.
    func typed(_ name: String) -> TypedText? {
        guard let value = text(name) else { return nil }
        let typed = TypedText(parsing: value)
        if typed.type == nil { note(.malformedValue(name)) }
        return typed
    }

    /// The address of a recipient.
    func address(_ name: String) -> ReportedAddress? {
        guard let value = text(name) else { return nil }
        let address = ReportedAddress(parsing: value)
        if !address.isTypeStated { note(.malformedValue(name)) }
        return address
    }

    /// A moment.
    func date(_ name: String) -> MessageDate? {
        guard let value = text(name) else { return nil }
        if let date = try? MessageDate(value) { return date }
        note(.malformedValue(name))
        return try? MessageDate(tolerating: value)
    }

    /// A number that is not negative.
    func number(_ name: String) -> Int? {
        guard let value = text(name) else { return nil }
        let digits = value.firstToken
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
            note(.malformedValue(name))
            return nil
        }
        return number
    }
}
