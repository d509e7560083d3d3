extension SegmentSpool {
    /// The file of a segment.
    ///
    /// - Parameter number: its number.
    func path(of number: Int64) -> String { "\(directory)/\(Self.name(of: number))" }

    /// The name of a segment's file: eight digits at least, and the ending.
    static func name(of number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ending
    }

    /// The number of a segment by its file's name; nil for any other name.
    static func number(of name: String) -> Int64? {
        guard name.hasSuffix(ending), let number = Int64(name.dropLast(ending.count)), number > 0,
            Self.name(of: number) == name
        else { return nil }
        return number
    }

    /// The directory that a directory is in.
    static func parent(of directory: String) -> String {
        var path = directory[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static let ending = ".segment"
}
