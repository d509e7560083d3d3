/// A parameter of a command line as ranges of it.
struct LineParameter {
    var name: Range<Int>
    /// What stands behind the `=`, or nil where there is none.
    var value: Range<Int>?

    /// The parameters that this module knows; complete within it.
    enum Name {
        case size
        case body
        case smtpUTF8
        case returnedContent
        case envelopeIdentifier
        case notify
        case originalRecipient
        case deliverBy
        case holdFor
        case holdUntil
        case priority
        case requireTLS
        case unknown
    }

    /// Which parameter it is.
    func name(in line: Span<UInt8>) -> Name {
        func isNamed(_ keyword: StaticString) -> Bool { LineCursor.matches(line, name, keyword) }
        if isNamed("SIZE") { return .size }
        if isNamed("BODY") { return .body }
        if isNamed("SMTPUTF8") { return .smtpUTF8 }
        if isNamed("RET") { return .returnedContent }
        if isNamed("ENVID") { return .envelopeIdentifier }
        if isNamed("NOTIFY") { return .notify }
        if isNamed("ORCPT") { return .originalRecipient }
        if isNamed("BY") { return .deliverBy }
        if isNamed("HOLDFOR") { return .holdFor }
        if isNamed("HOLDUNTIL") { return .holdUntil }
        if isNamed("MT-PRIORITY") { return .priority }
        if isNamed("REQUIRETLS") { return .requireTLS }
        return .unknown
    }

    /// The value as a body type.
    func bodyType(in line: Span<UInt8>) -> SMTPBodyType? {
        guard let value else { return nil }
        if LineCursor.matches(line, value, "7BIT") { return .sevenBit }
        if LineCursor.matches(line, value, "8BITMIME") { return .eightBitMIME }
        return LineCursor.matches(line, value, "BINARYMIME") ? .binaryMIME : nil
    }

    /// The value as a number of up to twenty digits; what is beyond an integer is the largest one.
    func number(in line: Span<UInt8>) -> Int? {
        guard let value, (1...20).contains(value.count) else { return nil }
        return line.extracting(value).decimalNumber
    }
}

extension Span<UInt8> {
    /// The value of octets that are digits, the largest integer for what is beyond it; nil for anything else.
    var decimalNumber: Int? {
        guard !isEmpty else { return nil }
        var number = 0
        for index in indices {
            let digit = self[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            number = overflows || carries || number == .max ? .max : sum
        }
        return number
    }
}
