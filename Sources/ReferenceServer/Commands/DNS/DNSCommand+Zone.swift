import MXResolverTesting

extension DNSCommand.Source {
    /// A resolver that answers from a zone file, and from nothing else.
    ///
    /// - Parameter path: the file; `-` is standard input.
    /// - Throws: an operational failure when the file cannot be read, or is no zone file.
    static func resolver(ofZone path: String) throws(CommandFailure) -> ZoneResolver {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        do {
            return try ZoneResolver(parsing: text)
        } catch {
            throw .operational(Console.printable("\(path == "-" ? "standard input" : path): \(error)"))
        }
    }
}
