package sim

// heap keeps the least of its items first.
type heap[T interface{ before(T) bool }] []T

func (h *heap[T]) push(item T) {
	*h = append(*h, item)
	list, at := *h, len(*h)-1
	for at > 0 {
		above := (at - 1) / 2
		if !list[at].before(list[above]) {
			break
		}
		list[at], list[above] = list[above], list[at]
		at = above
	}
}

// pop takes the least item out.
func (h *heap[T]) pop() T {
	list := *h
	least, last := list[0], len(list)-1
	list[0] = list[last]
	*h = list[:last]
	if last > 0 {
		h.sink()
	}
	return least
}

// replace puts another item in the place of the least.
func (h heap[T]) replace(item T) {
	h[0] = item
	h.sink()
}

// sink moves the first item to its place.
func (h heap[T]) sink() {
	for at := 0; ; {
		least := 2*at + 1
		if least >= len(h) {
			return
		}
		if right := least + 1; right < len(h) && h[right].before(h[least]) {
			least = right
		}
		if !h[least].before(h[at]) {
			return
		}
		h[at], h[least] = h[least], h[at]
		at = least
	}
}

// drain takes all items out, the least first.
func (h *heap[T]) drain() []T {
	var all []T
	for len(*h) > 0 {
		all = append(all, h.pop())
	}
	return all
}
