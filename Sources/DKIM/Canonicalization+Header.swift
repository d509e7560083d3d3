import InternetMessage

extension Canonicalization {
    /// The canonical form of a header field with its final CRLF, which is added where the message ended before it.
    ///
    /// - Parameter field: the field.
    func form(of field: HeaderField) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: field.octets.count + 2) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe HeaderFormWriter(self, into: start)
            writer.append(field.octets.span, field.place)
            count = writer.count
        }
    }

    /// The canonical form of a DKIM-Signature field as it is hashed: without its signature and its final CRLF.
    ///
    /// RFC 6376, section 3.7: the value of `b=` is deleted with all blanks around it.
    ///
    /// - Parameters:
    ///   - field: the field.
    ///   - range: where the value of `b=` stands in the field's value, with the blanks around it.
    func form(ofSignature field: HeaderField, without range: Range<Int>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: field.octets.count + 2) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe HeaderFormWriter(self, into: start)
            writer.appendSignature(field, without: range)
            count = writer.count
        }
    }
}
