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
        case submitter
        case unknown
    }

    /// Which parameter it is.
    func name(in line: Span<UInt8>) -> Name {
        func isNamed(_ keyword: StaticString) -> Bool { LineCursor.matches(line, name, keyword) }
        switch name.count {
        case 2: return isNamed("BY") ? .deliverBy : .unknown
        case 3: return isNamed("RET") ? .returnedContent : .unknown
        case 4: return isNamed("SIZE") ? .size : isNamed("BODY") ? .body : isNamed("AUTH") ? .submitter : .unknown
        case 5: return isNamed("ENVID") ? .envelopeIdentifier : isNamed("ORCPT") ? .originalRecipient : .unknown
        case 6: return isNamed("NOTIFY") ? .notify : .unknown
        case 7: return isNamed("HOLDFOR") ? .holdFor : .unknown
        case 8: return isNamed("SMTPUTF8") ? .smtpUTF8 : .unknown
        case 9: return isNamed("HOLDUNTIL") ? .holdUntil : .unknown
        case 10: return isNamed("REQUIRETLS") ? .requireTLS : .unknown
        case 11: return isNamed("MT-PRIORITY") ? .priority : .unknown
        default: return .unknown
        }
    }

    /// The value as a body type.
    func bodyType(in line: Span<UInt8>) -> SMTPBodyType? {
        guard let value else { return nil }
        if LineCursor.matches(line, value, "7BIT") { return .sevenBit }
        if LineCursor.matches(line, value, "8BITMIME") { return .eightBitMIME }
        return LineCursor.matches(line, value, "BINARYMIME") ? .binaryMIME : nil
    }

    /// Whether the value is a mailbox in xtext, or `<>` (RFC 4954, section 5).
    func isSubmitter(in line: Span<UInt8>) -> Bool {
        guard let value else { return false }
        if Self.isEmptyPath(line, value) { return true }
        return !value.isEmpty && ExtendedText.decoded(value.map { line[$0] }) != nil
    }

    private static func isEmptyPath(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
        LineCursor.matches(line, range, "<>")
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
