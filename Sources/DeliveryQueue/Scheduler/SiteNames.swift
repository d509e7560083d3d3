/// The names of sites that somebody waits for, each kept in memory once.
///
/// A name of more than 15 octets lies in a piece of memory of its own; a million recipients of one site share it.
struct SiteNames: Sendable {
    /// How many deliveries use each name.
    private var uses: [String: Int] = [:]

    /// How many names there are.
    var count: Int { uses.count }

    /// The name as it is kept, for one more use.
    mutating func shared(_ name: String) -> String {
        guard let index = uses.index(forKey: name) else {
            uses[name] = 1
            return name
        }
        uses.values[index] += 1
        return uses[index].key
    }

    /// Ends a use; a name that nobody uses is forgotten.
    mutating func release(_ name: String) {
        guard let index = uses.index(forKey: name) else { return }
        uses.values[index] -= 1
        if uses.values[index] == 0 { uses.remove(at: index) }
    }
}
