import InternetMessage

/// The octets of a header whose digest is signed (RFC 6376, section 3.7): the canonical forms of the signed fields, and of the
/// signature's own field without the signature.
enum SignedOctets {
    /// Puts them together.
    ///
    /// - Parameters:
    ///   - names: the names of the signed fields.
    ///   - header: the header.
    ///   - own: the position of the signature's field, or nil while it is made.
    ///   - signature: the signature's field.
    ///   - range: where the value of `b=` stands in that field's value.
    ///   - form: the canonical form.
    static func octets(
        of names: SignedNames, in header: FieldIndex, besides own: Int? = nil, signature: HeaderField,
        without range: Range<Int>, _ form: Canonicalization
    ) -> [UInt8] {
        let positions = header.positions(for: names, besides: own)
        let layout = header.layout
        var most = signature.octets.count + 2
        for position in positions { most += layout.places[position].end - layout.places[position].start + 2 }
        return unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe HeaderFormWriter(form, into: start)
            let octets = layout.octets.span
            for position in positions { writer.append(octets, layout.places[position]) }
            writer.appendSignature(signature, without: range)
            count = writer.count
        }
    }
}
