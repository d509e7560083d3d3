/// Where the fields of a header stand in its octets: the same as a ``MessageHeader``, for code that counts instructions.
package struct HeaderLayout: Sendable {
    /// Where one field stands, in offsets of the header's octets.
    package struct Place: Sendable {
        /// The first octet of the name.
        package var start: Int
        /// The end of the name, before blanks and the colon.
        package var nameEnd: Int
        /// The first octet behind the colon.
        package var valueStart: Int
        /// The end of the value, before the final CRLF if there is one.
        package var valueEnd: Int
        /// The end of the field.
        package var end: Int
    }

    /// The octets of the header, at least all of its fields.
    package let octets: [UInt8]
    /// The fields in the order in which they stand.
    package let places: [Place]

    init(_ octets: [UInt8], marks: [HeaderScanner.Mark], end fieldsEnd: Int) {
        self.octets = octets
        var places: [Place] = []
        places.reserveCapacity(marks.count)
        for (index, mark) in marks.enumerated() {
            let end = index + 1 < marks.count ? marks[index + 1].start : fieldsEnd
            let endsInLine =
                end >= mark.colon + 3 && octets[end - 2] == UInt8(ascii: "\r") && octets[end - 1] == UInt8(ascii: "\n")
            places.append(
                Place(
                    start: mark.start, nameEnd: mark.nameEnd, valueStart: mark.colon + 1,
                    valueEnd: endsInLine ? end - 2 : end, end: end))
        }
        self.places = places
    }

    /// A field.
    ///
    /// - Parameter position: which one, from the top.
    package func field(at position: Int) -> HeaderField {
        let place = places[position]
        return HeaderField(
            octets: octets[place.start..<place.end], nameLength: place.nameEnd - place.start,
            colonOffset: place.valueStart - 1 - place.start)
    }
}

extension HeaderField {
    /// Where the field's parts stand in its own octets.
    package var place: HeaderLayout.Place {
        let start = octets.startIndex
        return HeaderLayout.Place(
            start: 0, nameEnd: nameLength, valueStart: colonOffset + 1, valueEnd: value.endIndex - start,
            end: octets.count)
    }
}
