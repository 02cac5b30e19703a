// An order with ties: a list of groups, best first. Every function returns a new order and changes nothing.
const without = (groups, id) => groups.map((group) => group.filter((other) => other !== id)).filter((group) => group.length);
const indexOf = (groups, id) => groups.findIndex((group) => group.includes(id));

export const flat = (groups) => groups.flat();

export const places = (groups) => new Map(groups.flatMap((group, index) => group.map((id) => [id, index + 1])));

export function fromPlaces(ids, placeOf) {
  const found = [...new Set(ids.map(placeOf))].sort((a, b) => a - b);
  return found.map((place) => ids.filter((id) => placeOf(id) === place));
}

export function moveUp(groups, id) {
  const index = indexOf(groups, id);
  const alone = groups[index].length === 1;
  if (alone && index === 0) return groups;
  return insert(groups, id, alone ? index - 1 : index);
}

export function moveDown(groups, id) {
  const index = indexOf(groups, id);
  const alone = groups[index].length === 1;
  if (alone && index === groups.length - 1) return groups;
  return insert(groups, id, index + 1);
}

// As a group of its own, before the group that stands at `index` once it is taken out.
export function insert(groups, id, index) {
  const rest = without(groups, id);
  return [...rest.slice(0, index), [id], ...rest.slice(index)];
}

// The first of its group ties with the group above; any other parts from its group and stands below it.
export function toggleTie(groups, id) {
  const index = indexOf(groups, id);
  if (groups[index][0] !== id) return insert(groups, id, index + 1);
  if (index === 0) return groups;
  return [...groups.slice(0, index - 1), [...groups[index - 1], ...groups[index]], ...groups.slice(index + 1)];
}

// At a place in the flat list; between two that are tied, it ties with them.
export function dropAt(groups, id, position) {
  const rest = without(groups, id);
  let seen = 0;
  for (const [index, group] of rest.entries()) {
    if (position === seen) return [...rest.slice(0, index), [id], ...rest.slice(index)];
    if (position < seen + group.length) {
      const within = position - seen;
      const joined = [...group.slice(0, within), id, ...group.slice(within)];
      return [...rest.slice(0, index), joined, ...rest.slice(index + 1)];
    }
    seen += group.length;
  }
  return [...rest, [id]];
}
