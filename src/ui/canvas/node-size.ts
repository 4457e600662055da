// The size of a card; the layout, the culling and the flights count on it.
export const NODE_WIDTH = 200
export const NODE_HEIGHT = 84
/** Between two columns: a connection's shields and labels stand there. */
export const GAP_X = 160
