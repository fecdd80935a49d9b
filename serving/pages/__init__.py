"""The pages inspectors work in: rendered here, Chinese first, without JavaScript, nothing from another host."""
