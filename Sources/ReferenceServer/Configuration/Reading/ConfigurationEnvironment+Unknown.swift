extension ConfigurationEnvironment {
    /// Gives a notice of each variable that begins as those of keys do and sets none.
    ///
    /// - Parameters:
    ///   - environment: the variables with their values, which are not shown.
    ///   - configuration: what was read; the variables that it names itself are known.
    ///   - context: where notices go.
    static func noteUnknown(
        in environment: [String: String], for configuration: ServerConfiguration, into context: DecodingContext
    ) {
        let known = reserved.union(passwordVariables(of: configuration))
        for variable in environment.keys.sorted() {
            guard variable.hasPrefix(prefix), paths[variable] == nil, !known.contains(variable) else { continue }
            context.report(
                .noEffect, at: SourcePosition(nil, in: variable), path: "", "sets no key",
                suggestion: nearest(to: variable))
        }
    }

    /// The variable that was probably meant, or nil when none is near.
    ///
    /// - Parameter variable: the name of a variable that sets no key.
    static func nearest(to variable: String) -> String? {
        let word = String(variable.dropFirst(prefix.count))
        let words = paths.keys.sorted().map { String($0.dropFirst(prefix.count)) }
        if let near = EditDistance.nearest(to: word, among: words) { return prefix + near }
        // An entry of a list, or a key in one: the variable of the list.
        var parts = word.prefix(EditDistance.maximumLength).split(separator: "__", omittingEmptySubsequences: false)
        while parts.count > 1 {
            parts.removeLast()
            let outer = prefix + parts.joined(separator: "__")
            if paths[outer] != nil { return outer }
        }
        return nil
    }

    /// The variables with passwords of relays, which may be called anything.
    private static func passwordVariables(of configuration: ServerConfiguration) -> Set<String> {
        var relays = configuration.delivery.relay
        for route in configuration.delivery.routes {
            switch route.way {
            case .direct: break
            case .relay(let hosts), .lmtp(let hosts): relays += hosts
            }
        }
        return Set(
            relays.compactMap { relay in
                if case .environment(let name) = relay.login?.password { name } else { nil }
            })
    }
}
